import { isFinal, type Run } from '../core/run.ts';
import type { Refusal } from './eligibility.ts';

/** A moment inside a plain sentence; where fragments are possible, `time()` shows it in the reader's own zone. */
const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The last moment is already too late: at `expiresAt` the request has expired. */
export const isOver = (expiresAt: number, now: number): boolean => now >= expiresAt;

/** Why nothing can be decided about a run any more, told to the one who tries; undefined while people may vote. */
export function pendingRefusal(run: Run, userId: string, now: number): Refusal | undefined {
  const { approval, state } = run;
  if (!approval) return { code: 'wrong_state', sentence: 'This run needs no approval, so there is nothing to decide.' };
  const expired: Refusal = {
    code: 'expired',
    sentence: `This request expired on ${moment(approval.expiresAt)}. It must be asked for again.`,
  };
  const mine = approval.votes.some((vote) => vote.userId === userId && vote.kind === 'approve' && !vote.void);
  // One that is ended in mid-work is decided as soon as somebody, or time, has done so.
  switch (run.cancelAsked?.as ?? state) {
    case 'waiting':
      return isOver(approval.expiresAt, now) ? expired : undefined;
    case 'expired':
      return expired;
    case 'withdrawn':
      return { code: 'withdrawn', sentence: 'The requester took this request back; there is nothing left to decide.' };
    case 'stale':
      return {
        code: 'stale',
        sentence: 'What was to be approved has changed since; the card says how. It must be asked for again.',
      };
    case 'cancelled':
      return { code: 'cancelled', sentence: 'This request was cancelled; there is nothing left to decide.' };
    case 'rejected':
      return {
        code: 'already_decided',
        sentence: 'This request was rejected already; the card says why. It can be asked for again.',
      };
    default:
      if (run.cancelAsked && !isFinal(state))
        return { code: 'cancelled', sentence: 'This request is being cancelled; there is nothing left to decide.' };
      return {
        code: 'already_decided',
        sentence: mine
          ? 'This request is approved, and your approval is one of the votes. To stop it, use Cancel.'
          : 'This request was approved already without your vote. To stop it, use Cancel.',
      };
  }
}
