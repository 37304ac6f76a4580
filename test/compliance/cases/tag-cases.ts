import { ACCOUNTS } from '../../support/aws-world.ts';
import type { Case } from './case.ts';
import {
  approved,
  approvedByHand,
  edited,
  keysOf,
  otherContent,
  ownTagsMirrored,
  promoted,
  revoked,
  signedOtherwise,
  tagged,
  tagsOfGolden,
  untagged,
} from './steps.ts';

const keys = keysOf('production');
const theirs = `arn:aws:kms:eu-west-1:${ACCOUNTS.stranger}:key/5f1c0de0-0000-4000-8000-00000000f001`;

/** Whose tags count, and what they prove. */
export const tagCases: readonly Case[] = [
  { name: 'approved by two, all the way', given: [promoted], expect: 'clean' },
  { name: 'approved by two, signed', given: [approved()], expect: 'clean' },
  { name: 'nobody approved it', expect: 'not_approved medium: was never approved' },
  { name: 'the tag set by hand', given: [approvedByHand], expect: 'hand_set high: but no attestation' },
  {
    name: 'only the shared tag set by hand',
    given: [tagged({ [keys.shared]: 'approved' })],
    expect: 'hand_set high: but no attestation',
  },
  {
    name: 'the tag with another value',
    given: [tagged({ [keys.approved]: 'Approved' })],
    expect: 'not_approved medium: was never approved',
  },
  {
    name: "the user's own tag on an AMI nobody approved",
    given: [tagged({ [keys.approved]: 'approved' }, 'prod')],
    expect: 'hand_set high: in account prod only',
  },
  {
    name: "the user's own tag with another value",
    given: [tagged({ [keys.approved]: 'no' }, 'prod')],
    expect: 'not_approved medium: was never approved',
  },
  {
    name: "the user's own tag beside a genuine approval",
    given: [approved(), tagged({ [keys.approved]: 'approved' }, 'prod')],
    expect: 'clean',
  },
  {
    name: "the user's own copy of another AMI's whole approval",
    given: [tagsOfGolden(undefined, 'prod')],
    expect: 'hand_set high: in account prod only',
  },
  {
    name: "the user's own word that it was revoked",
    given: [approved(), tagged({ [keys.revocation]: '2026-11-24T00:00:00Z U1 r-x' }, 'prod')],
    expect: 'clean',
  },
  {
    name: 'approved for staging only',
    given: [approved('staging')],
    expect: 'not_approved medium: was never approved',
  },
  {
    name: "staging's approval renamed to production's",
    given: [
      approved('staging'),
      (image, { world }) => {
        const { tags } = world.image(image);
        const renamed = Object.entries(tags).map(([key, value]) => [key.replace(/staging$/, 'production'), value]);
        world.fake.hands.tagImage(image, Object.fromEntries(renamed));
      },
    ],
    expect: 'forged high: does not fit what the tags say',
  },
  {
    name: 'both tags taken away, the attestation left',
    given: [approved(), untagged(keys.approved, keys.shared)],
    expect: 'not_approved medium: its approval tag was removed',
  },
  { name: 'one of both tags taken away', given: [approved(), untagged(keys.approved)], expect: 'clean' },
  {
    name: 'the attestation taken away',
    given: [approved(), untagged(keys.attestation)],
    expect: 'hand_set high: but no attestation',
  },
  {
    name: 'the signature taken away',
    given: [approved(), untagged(keys.signature)],
    expect: 'unsigned medium: it proves nothing',
  },
  {
    name: 'the signature replaced by "unsigned"',
    given: [approved(), tagged({ [keys.signature]: 'unsigned' })],
    expect: 'unsigned medium: names 2 people but is not signed',
  },
  {
    name: 'a signature of nothing, with our key',
    given: [approved(), edited(keys.signature, (text) => text.replace(/^\S+/, 'AAAA'))],
    expect: 'forged high: does not fit what the tags say',
  },
  {
    name: "signed with somebody else's key",
    given: [approved(), edited(keys.signature, (text) => `${text.split(' ')[0]} ${theirs}`)],
    expect: "forged high: not signed with Assay's key but with",
  },
  {
    name: 'a signature that is none',
    given: [approved(), tagged({ [keys.signature]: 'approved' })],
    expect: "forged high: not signed with Assay's key",
  },
  {
    name: 'another approver written into the attestation',
    given: [approved(), edited(keys.attestation, (text) => text.replace('U0CARL', 'U0DAVE'))],
    expect: 'forged high: does not fit what the tags say',
  },
  {
    name: 'another day written into the attestation',
    given: [approved(), edited(keys.attestation, (text) => text.replace(/t=\d{4}/, 't=2027'))],
    expect: 'forged high: does not fit what the tags say',
  },
  {
    name: 'the requester written in as an approver',
    given: [approved(), edited(keys.attestation, (text) => text.replace('U0CARL', 'U0ANNA'))],
    expect: 'forged high: the requester is an approver',
  },
  {
    name: 'one approver written in twice',
    given: [approved(), edited(keys.attestation, (text) => text.replace('U0CARL', 'U0BEN'))],
    expect: 'forged high: an approver stands twice',
  },
  {
    name: 'an attestation in words of somebody',
    given: [tagged({ [keys.approved]: 'approved', [keys.attestation]: 'v1 approved by the boss' })],
    expect: 'forged high: its form is not one Assay writes',
  },
  {
    name: 'said to be carried over, which nobody signed',
    given: [approved(), edited(keys.attestation, (text) => `${text} k=r-abcdefghjk`)],
    expect: 'forged high: does not fit what the tags say',
  },
  {
    name: "another AMI's whole approval",
    given: [tagsOfGolden()],
    expect: 'inherited high: its tags were copied from another image',
  },
  {
    name: "another AMI's approval over its own",
    given: [approved(), tagsOfGolden()],
    expect: 'inherited high: its tags were copied from another image',
  },
  {
    name: "another AMI's approval without signature",
    given: [tagsOfGolden((key) => key !== keys.signature)],
    expect: 'inherited high: its tags were copied from another image',
  },
  { name: 'its own approval signed again', given: [approved(), signedOtherwise(() => ({}))], expect: 'clean' },
  {
    name: 'rightly signed, of other content',
    given: [approved(), otherContent],
    expect: 'changed high: its snapshots, keys or origin differ',
  },
  { name: 'revoked', given: [approved(), revoked], expect: 'revoked high: was taken away (2026-11-23' },
  {
    name: 'marked as revoked, with the approval still there',
    given: [approved(), tagged({ [keys.revocation]: '2026-11-24T00:00:00Z U1 r-x' })],
    expect: 'revoked high: was taken away (2026-11-24',
  },
  {
    name: 'revoked, and the tag alone put back',
    given: [approved(), revoked, approvedByHand],
    expect: 'revoked high: was taken away',
  },
  {
    name: 'revoked for staging, approved for production',
    given: [approved(), tagged({ [keysOf('staging').revocation]: '2026-11-24T00:00:00Z U1 r-x' })],
    expect: 'clean',
  },
  { name: 'revoked and approved anew', given: [approved(), revoked, approved()], expect: 'clean' },
  {
    name: "prod's own AMI, which nobody approved",
    owner: 'prod',
    expect: 'not_approved medium: was never approved',
  },
  { name: "prod's own AMI, approved", owner: 'prod', given: [approved()], expect: 'clean' },
  {
    name: "prod's own AMI, tagged by hand",
    owner: 'prod',
    given: [approvedByHand],
    expect: 'hand_set high: the tag was set by hand',
  },
  {
    name: 'approved, and the user mirrors all tags of the owner',
    given: [approved(), ownTagsMirrored],
    expect: 'clean',
  },
];
