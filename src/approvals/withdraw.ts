import type { Run, Vote } from '../core/run.ts';
import type { Refusal } from './eligibility.ts';
import { pendingRefusal } from './pending.ts';

/** What taking something back does. */
export type Withdrawal =
  | { readonly kind: 'request' }
  | { readonly kind: 'vote'; readonly vote: Vote; readonly votes: readonly Vote[] }
  | ({ readonly kind: 'refused' } & Refusal);

/**
 * Takes back the request (its requester) or one's own vote (anybody else), while it is pending.
 * Who the person is today plays no part: whoever could vote yesterday may always take that vote away.
 */
export function withdraw(run: Run, userId: string, now: number): Withdrawal {
  const closed = pendingRefusal(run, userId, now);
  if (closed) return { kind: 'refused', ...closed };
  if (userId === run.requester.userId) return { kind: 'request' };
  const votes = run.approval?.votes ?? [];
  const vote = votes.find((own) => own.userId === userId && own.void === undefined);
  if (!vote)
    return {
      kind: 'refused',
      code: 'no_vote_to_withdraw',
      sentence: 'You have no vote here to take back. Only the requester can withdraw the request itself.',
    };
  return { kind: 'vote', vote, votes: votes.filter((other) => other !== vote) };
}
