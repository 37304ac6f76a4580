import type { Case } from './case.ts';
import { approved, approvedByHand, keysOf, ownTagsMirrored, tagged, tagsOfGolden } from './steps.ts';

const keys = keysOf('production');
const unknownOwner = 'build is not configured';
const unknownHere = 'build is not configured in this Region';
const elsewhere = 'another Region';

/** What can be seen from where: owners that are not ours, or not asked, and other Regions. */
export const placeCases: readonly Case[] = [
  {
    name: 'approved by an owner that is not configured: only the shared tag can be seen',
    scene: unknownOwner,
    given: [approved()],
    expect: 'hand_set high: its attestation can be seen in account 111122223333 only',
  },
  {
    name: 'not approved, of an owner that is not configured',
    scene: unknownOwner,
    expect: 'not_approved medium: was never approved',
  },
  {
    name: 'of an owner that is not configured, tagged by its user',
    scene: unknownOwner,
    given: [tagged({ [keys.approved]: 'approved' }, 'prod')],
    expect: 'hand_set high: carries the tag for production',
  },
  {
    name: 'of an owner that is not configured, its whole approval written down by its user: signed is signed',
    scene: unknownOwner,
    given: [approved(), ownTagsMirrored],
    expect: 'clean',
  },
  {
    name: "of an owner that is not configured, another AMI's approval written on it by its user",
    scene: unknownOwner,
    given: [tagsOfGolden(undefined, 'prod')],
    expect: 'inherited high: copied from another image',
  },
  {
    name: 'approved by an owner that is not configured in this Region',
    scene: unknownHere,
    given: [approved()],
    expect: 'hand_set high: its attestation can be seen in account 111122223333 only',
  },
  {
    name: 'not approved, of an owner that is not configured in this Region',
    scene: unknownHere,
    expect: 'not_approved medium: was never approved',
  },
  { name: 'approved, in another Region', scene: elsewhere, given: [approved()], expect: 'clean' },
  { name: 'not approved, in another Region', scene: elsewhere, expect: 'not_approved medium: was never approved' },
  { name: 'tagged by hand, in another Region', scene: elsewhere, given: [approvedByHand], expect: 'hand_set high: ' },
  {
    name: 'in another Region, with the approval of one in the first',
    scene: elsewhere,
    given: [tagsOfGolden()],
    expect: 'inherited high: copied from another image',
  },
  {
    name: "prod's own, approved, in another Region",
    scene: elsewhere,
    owner: 'prod',
    given: [approved()],
    expect: 'clean',
  },
  {
    name: "a partner's AMI, shared with us",
    owner: 'partner',
    expect: 'not_approved medium: was never approved',
  },
  {
    name: "a partner's AMI that the partner calls approved",
    owner: 'partner',
    given: [tagged({ [keys.shared]: 'approved', [keys.approved]: 'approved' })],
    expect: 'hand_set high: can be seen in account 222233334444 only',
  },
  {
    name: "a partner's AMI with a whole approval among its shared tags' owner's own",
    owner: 'partner',
    given: [tagsOfGolden()],
    expect: 'hand_set high: can be seen in account 222233334444 only',
  },
  {
    name: "a partner's AMI that its user calls approved",
    owner: 'partner',
    given: [tagged({ [keys.approved]: 'approved' }, 'prod')],
    expect: 'hand_set high: ',
  },
  { name: "Amazon's AMI", owner: 'amazon', expect: 'not_approved medium: was never approved' },
  {
    name: "Amazon's AMI that its user calls approved",
    owner: 'amazon',
    given: [tagged({ [keys.approved]: 'approved' }, 'prod')],
    expect: 'hand_set high: ',
  },
  { name: 'one from the Marketplace', owner: 'aws-marketplace', expect: 'not_approved medium: was never approved' },
  {
    name: "a stranger's public AMI",
    owner: 'stranger',
    seed: { isPublic: true },
    expect: 'not_approved medium: was never approved',
  },
  {
    name: "a stranger's AMI that is private to the stranger now",
    owner: 'stranger',
    expect: 'unprovable medium: of account 777788889999 cannot be read',
  },
];
