import type { Ballot } from '../core/command.ts';
import type { Approval, Run, Vote } from '../core/run.ts';
import { ownRequestRefusal, type Refusal, type VoterFacts, votingRefusal } from './eligibility.ts';
import { pendingRefusal } from './pending.ts';

/** What a ballot does. The caller stores it and tells people; nothing here has happened yet. */
export type Decision =
  | { readonly kind: 'recorded' | 'approved'; readonly votes: readonly Vote[]; readonly count: number }
  | { readonly kind: 'rejected'; readonly votes: readonly Vote[]; readonly reason: string }
  | ({ readonly kind: 'refused' } & Refusal);

/** Enough of a digest to be typed from a card; the request's own id names the rest. */
const shortestEcho = 6;

const echoes = (digest: string, run: Run): boolean =>
  digest === run.digest || (digest.length >= shortestEcho && run.digest.startsWith(digest));

/**
 * The people whose approval counts, in the order they voted: each once, never the requester, no void vote, and only
 * votes on this very document.
 */
export function approversOf(run: Pick<Run, 'requester' | 'digest'>, approval: Pick<Approval, 'votes'>): string[] {
  const counted = approval.votes
    .filter((vote) => vote.kind === 'approve' && vote.void === undefined)
    .filter((vote) => vote.digest === run.digest)
    .map((vote) => vote.userId)
    .filter((userId) => userId !== run.requester.userId);
  return [...new Set(counted)];
}

/** Enough people: false for a minimum that is no number. */
export const isQuorum = (count: number, minimum: number): boolean => count >= Math.max(1, minimum);

const refused = (refusal: Refusal): Decision => ({ kind: 'refused', ...refusal });

/**
 * The two-person rule. The one function behind button, modal, typed line and anything else that votes.
 *
 * @param voter asked of Slack for this vote, never remembered from before
 * @param now by the clock of the store, at the moment of the write
 */
export function decide(run: Run, ballot: Ballot, voter: VoterFacts, now: number): Decision {
  const closed = pendingRefusal(run, voter.userId, now);
  if (closed) return refused(closed);
  const approval = run.approval as Approval;
  const { environment, minimum } = approval;

  if (ballot.digest !== undefined && !echoes(ballot.digest, run))
    return refused({
      code: 'stale',
      sentence: 'You saw another document than the one that is asked for now. Read the card again, then vote.',
    });

  const unfit = votingRefusal(voter, environment);
  const own = ownRequestRefusal(voter.userId, { requester: run.requester.userId, environment, minimum }, ballot.kind);
  // Who asked is told that, approver or not: asking to be made an approver would not help them.
  if (own && (unfit === undefined || unfit.code === 'not_an_approver')) return refused(own);
  if (unfit) return refused(unfit);

  const earlier = approval.votes.find((vote) => vote.userId === voter.userId && vote.void === undefined);
  if (earlier)
    return refused({
      code: 'already_voted',
      sentence: `Your vote is recorded already and counts once. To change it, take it back first: /ami withdraw ${run.id}`,
    });

  const reason = ballot.reason?.trim() ?? '';
  if (ballot.kind === 'reject' && reason === '')
    return refused({
      code: 'reason_missing',
      sentence: 'A rejection needs a reason. Say in a few words what must change.',
    });

  const vote: Vote = {
    userId: voter.userId,
    kind: ballot.kind,
    at: now,
    digest: run.digest,
    ...(reason === '' ? {} : { reason }),
  };
  const votes = [...approval.votes, vote];
  if (ballot.kind === 'reject') return { kind: 'rejected', votes, reason };
  const count = approversOf(run, { votes }).length;
  return { kind: isQuorum(count, minimum) ? 'approved' : 'recorded', votes, count };
}
