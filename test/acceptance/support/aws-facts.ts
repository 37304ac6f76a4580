import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import type { AwsCall, AwsImageState } from '../../../sandbox/contract.ts';

/** Every image of this name, in any account. */
export const imagesNamed = (aws: FakeAws, name: string): readonly AwsImageState[] =>
  aws
    .state()
    .accounts.flatMap((account) => account.regions.flatMap((region) => region.images))
    .filter((image) => image.name === name);

/** Calls of this action that were made for a run: its id is the session's name. */
export const callsFor = (aws: FakeAws, action: string, runId: string): readonly AwsCall[] =>
  aws.calls.filter((call) => call.action === action && call.principal.endsWith(`/${runId}`));

/** Tag keys on an image that say it is approved. */
export const approvalTags = (aws: FakeAws, imageId: string): readonly string[] =>
  aws
    .state()
    .accounts.flatMap((account) => account.regions.flatMap((region) => region.images))
    .filter(({ id }) => id === imageId)
    .flatMap(({ tags }) => Object.keys(tags))
    .filter((key) => /approved|attestation|signature/.test(key));
