import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '../core/json.ts';
import type { Run, SealFault, Vote } from '../core/run.ts';

/**
 * Keys that votes are sealed with, which whoever writes to Redis does not have. The first one seals; every one proves, so
 * that votes outlive a change of keys.
 */
export type VoteKeys = readonly [Uint8Array, ...Uint8Array[]];

type Sealed = Pick<Run, 'id' | 'requester'>;

/** Tells a key that is not here from a vote that somebody else wrote. */
const nameOf = (key: Uint8Array): string => createHash('sha256').update(key).digest('hex').slice(0, 8);

function macOf(run: Sealed, { userId, kind, at, digest, reason }: Vote, key: Uint8Array): Buffer {
  const said = { v: 1, run: run.id, requester: run.requester.userId, userId, kind, at, digest, reason: reason ?? null };
  return createHmac('sha256', key).update(canonicalJson(said)).digest();
}

/** The vote as Assay writes it into a run's record: with a seal over who asked, who voted what, on which document, and when. */
export const sealVote = (run: Sealed, vote: Vote, [key]: VoteKeys): Vote => ({
  ...vote,
  seal: `${nameOf(key)}.${macOf(run, vote, key).toString('base64url')}`,
});

/** Why a vote with that fault counts for nothing; for people, a clause. */
const whyOf: Readonly<Record<SealFault, string>> = {
  unsealed: 'it was written into the record by somebody else',
  unknown_key: 'it is sealed with a key that is not in use',
  altered: 'its record was altered',
};

/** Why a vote on record is none that Assay wrote; undefined when it is. */
export function sealFault(run: Sealed, vote: Vote, keys: VoteKeys): SealFault | undefined {
  const [name, mac] = vote.seal?.split('.') ?? [];
  const key = keys.find((one) => nameOf(one) === name);
  if (!name || !mac) return 'unsealed';
  if (!key) return 'unknown_key';
  const given = Buffer.from(mac, 'base64url');
  const right = macOf(run, vote, key);
  const isRight = given.length === right.length && timingSafeEqual(given, right);
  return isRight ? undefined : 'altered';
}

/** A run's votes with those marked void that Assay did not write. */
export const voidUnsealed = (run: Sealed, votes: readonly Vote[], keys: VoteKeys, now: number): Vote[] =>
  votes.map((vote) => {
    const why = vote.void ? undefined : sealFault(run, vote, keys);
    return why === undefined ? vote : { ...vote, void: { at: now, why: whyOf[why] } };
  });

/** The run as it is without what somebody else wrote into its votes: that counts for nothing, and keeps nobody from voting. */
export const withoutForged = (run: Run, keys: VoteKeys, now: number): Run =>
  run.approval
    ? { ...run, approval: { ...run.approval, votes: voidUnsealed(run, run.approval.votes, keys, now) } }
    : run;
