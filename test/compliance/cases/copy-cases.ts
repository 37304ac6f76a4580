import { type Case, golden } from './case.ts';
import { approved, copiedToProd, keysOf, onSource, revoked, tagsOfGolden, untagged } from './steps.ts';

const keys = keysOf('production');
const isShared = (key: string): boolean => key.startsWith('ec2:SharedTag/');
const fromGolden = { sourceImageId: golden, sourceImageRegion: 'eu-west-1' };
const kept = { 'keep-approval': true };
const [revokedSource, revokedFirst, untouched] = [{ id: '' }, { id: '' }, { id: '' }];

/** Copies of approved AMIs: what CopyImage takes along proves nothing, what Assay carried over does. */
export const copyCases: readonly Case[] = [
  {
    name: 'copied by hand, without tags',
    owner: 'prod',
    seed: fromGolden,
    expect: 'not_approved medium: never approved',
  },
  {
    name: 'copied by hand with all tags',
    owner: 'prod',
    seed: fromGolden,
    given: [tagsOfGolden()],
    expect: 'inherited high: its tags were copied from another image',
  },
  {
    name: 'copied by hand with the shared tag only',
    owner: 'prod',
    seed: fromGolden,
    given: [tagsOfGolden(isShared)],
    expect: 'hand_set high: but no attestation',
  },
  {
    name: 'copied within build with all tags',
    seed: fromGolden,
    given: [tagsOfGolden()],
    expect: 'inherited high: its tags were copied from another image',
  },
  {
    name: 'copied by Assay without the approval',
    given: [approved(), copiedToProd({})],
    expect: 'not_approved medium: was never approved',
  },
  { name: 'copied by Assay with the approval', given: [approved(), copiedToProd(kept)], expect: 'clean' },
  {
    name: 'copied by Assay with the approval, and a copy of that',
    given: [approved(), copiedToProd(kept), copiedToProd(kept)],
    expect: 'clean',
  },
  {
    name: 'the source was revoked after it was copied',
    given: [approved(), copiedToProd(kept, revokedSource), onSource(revoked, revokedSource)],
    expect: 'revoked high: was taken away',
  },
  {
    name: 'the source of the source was revoked',
    given: [approved(), copiedToProd(kept, revokedFirst), copiedToProd(kept), onSource(revoked, revokedFirst)],
    expect: 'revoked high: was taken away',
  },
  {
    name: 'revoked itself, its source is not',
    given: [approved(), copiedToProd(kept), revoked],
    expect: 'revoked high: was taken away',
  },
  {
    name: 'the source of a revoked copy',
    given: [
      approved(),
      async (image, stage) => {
        untouched.id = image;
        const copy = await copiedToProd(kept)(image, stage);
        await revoked(copy ?? '', stage);
      },
    ],
    expect: 'clean',
  },
  {
    name: 'carried over, and somebody took the tags away',
    given: [approved(), copiedToProd(kept), untagged(keys.approved, keys.shared)],
    expect: 'not_approved medium: its approval tag was removed',
  },
  {
    name: 'carried over, and then the tags of the first one written over it',
    given: [approved(), copiedToProd(kept), tagsOfGolden()],
    expect: 'inherited high: its tags were copied from another image',
  },
];
