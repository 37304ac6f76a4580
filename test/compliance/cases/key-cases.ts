import type { Case } from './case.ts';
import { approved, approvedByHand, keysOf, tagged } from './steps.ts';

const keys = keysOf('production');
const unsigned = 'no key to sign with';

/** Without a key, an approval that names its people is all there is; with one it proves nothing. */
export const keyCases: readonly Case[] = [
  {
    name: 'no key: an approval that names its people',
    scene: unsigned,
    given: [approved(), tagged({ [keys.signature]: 'unsigned' })],
    expect: 'clean',
  },
  {
    name: 'no key: signed with one that is not configured any more',
    scene: unsigned,
    given: [approved()],
    expect: "forged high: not signed with Assay's key but with",
  },
  { name: 'no key: the tag set by hand', scene: unsigned, given: [approvedByHand], expect: 'hand_set high: ' },
  { name: 'no key: nobody approved it', scene: unsigned, expect: 'not_approved medium: never approved' },
];
