import { checkAttestation, type Verdict } from '../approvals/check-attestation.ts';
import { approvalTagKeys, approvedValue } from '../approvals/tag-keys.ts';
import type { AwsReader, Image } from '../core/aws.ts';
import { BusyError, UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { isSamePlace } from './places.ts';
import { someAtATime } from './some-at-a-time.ts';

/** What an AMI's claim to be approved is worth: a verdict, or that it could not be checked. */
export type Judgement = Verdict | { readonly kind: 'unchecked'; readonly sentence: string; readonly cause: Error };

/** Signatures asked about at the same time: hundreds would wait for each other until some give up. */
const atOnce = 10;

/** Environments for which anything is approved, in the order of the configuration. */
export const approvalEnvironments = (settings: Settings): readonly string[] =>
  settings.environments.filter(({ approvals }) => approvals).map(({ name }) => name);

/** Whether anything on the AMI speaks of an approval for it: without that there is nothing to check. */
function claims({ tags }: Image, environment: string, settings: Settings): boolean {
  const { approved, shared, attestation, revocation } = approvalTagKeys(settings, environment);
  const isTagged = tags[approved] === approvedValue || tags[shared] === approvedValue;
  return isTagged || tags[attestation] !== undefined || tags[revocation] !== undefined;
}

/** The snapshots of many AMIs with one question per account and Region; unseen ones are simply not there. */
async function snapshotsOf(images: readonly Image[], aws: AwsReader) {
  const places = new Map(images.map((image) => [`${image.place.account} ${image.place.region}`, image.place]));
  const asked = [...places.values()].map((place) => {
    const here = images.filter((one) => isSamePlace(one.place, place));
    const ids = [...new Set(here.flatMap((one) => one.volumes.map((volume) => volume.snapshotId)))];
    return ids.length > 0 ? aws.ec2(place).snapshots({ ids }) : [];
  });
  return (await Promise.all(asked)).flat();
}

const uncheckable = (error: unknown): Judgement => {
  if (!(error instanceof UserError || error instanceof BusyError)) throw error;
  return { kind: 'unchecked', sentence: `The approval could not be checked: ${error.message}`, cause: error };
};

/**
 * Checks the approvals that AMIs claim for an environment by their signatures: a tag alone anybody can write.
 * @returns by AMI id; an AMI that claims nothing has no entry
 */
export async function judgeImages(
  images: readonly Image[],
  environment: string,
  { settings, aws }: { readonly settings: Settings; readonly aws: AwsReader },
): Promise<ReadonlyMap<string, Judgement>> {
  const claiming = images.filter((image) => claims(image, environment, settings));
  const snapshots = await snapshotsOf(claiming, aws).catch(uncheckable);
  const byId = new Map(Array.isArray(snapshots) ? snapshots.map((snapshot) => [snapshot.id, snapshot]) : []);
  const judge = async (image: Image): Promise<Judgement> => {
    if (!Array.isArray(snapshots)) return snapshots as Judgement;
    return checkAttestation({
      image,
      snapshots: image.volumes.flatMap(({ snapshotId }) => byId.get(snapshotId) ?? []),
      tags: image.tags,
      environment,
      settings,
      verify: (keyArn, digest, signature) => aws.keys.verify(keyArn, digest, signature),
    }).catch(uncheckable);
  };
  return new Map(await someAtATime(claiming, async (image) => [image.id, await judge(image)] as const, atOnce));
}

/** Counts as approved: a proven approval, or, where there is no key to sign with, one that names its people. */
export const countsAsApproved = (judgement: Judgement | undefined, settings: Settings): boolean =>
  judgement?.kind === 'valid' || (judgement?.kind === 'unsigned' && settings.signingKey === undefined);
