import { accountPolicies } from './account-policies.ts';
import { eventPolicies } from './events.ts';
import { guardTags } from './guard-tags.ts';
import { hubPolicies } from './hub-policies.ts';
import { launchGates } from './launch-gates.ts';
import { noWayRound } from './no-way-round.ts';
import type { PolicyFile } from './policy-file.ts';
import type { PolicyInput } from './policy-input.ts';
import { signingKeyPolicies } from './signing-key-policy.ts';

/**
 * Every document the organisation needs around Assay. Pure: the same input gives the same documents.
 * @throws RangeError when one would be longer than AWS takes
 */
export const makePolicies = (input: PolicyInput): readonly PolicyFile[] => [
  ...hubPolicies(input),
  ...signingKeyPolicies(input),
  ...input.accounts.flatMap((account) => accountPolicies(account, input)),
  ...guardTags(input),
  ...launchGates(input),
  ...noWayRound(input),
  ...eventPolicies(input),
];
