import { type Inline, person } from '../core/message.ts';
import { isFinal, type Run } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import type { Listed } from './ask-directory.ts';
import { hasBegun, toBeEnded } from './begun.ts';
import { askingRefusal, type VoterFacts } from './eligibility.ts';
import { line, type Outcome, threadNotice, toRequester } from './outcome.ts';
import { isOver } from './pending.ts';
import { tickWaiting } from './tick-waiting.ts';

/** Who besides its requester may cancel a run: the approvers of its request, or else of its account's environment. */
export function cancellers(run: Run, settings: Settings): Listed {
  if (run.approval) return run.approval;
  const account = settings.accounts.find(({ id }) => id === run.place.account);
  const environment = settings.environments.find(({ name }) => name === account?.environment);
  return environment?.approvals ?? { users: [], groups: [] };
}

/**
 * What cancelling does: at once before the start, a wish to a worker afterwards. Pure.
 * @param other facts about somebody who is not the requester; the requester needs none, so that a reboot can still be
 *   stopped when Slack does not answer
 */
export function cancelRun(run: Run, userId: string, other: VoterFacts | undefined, now: number): Outcome {
  if (isFinal(run.state))
    return {
      kind: 'refused',
      refusal: {
        code: run.state === 'expired' ? 'expired' : 'wrong_state',
        sentence: `This run has ended already (${run.state}), so there is nothing left to cancel.`,
      },
    };
  if (run.state === 'waiting' && run.approval && isOver(run.approval.expiresAt, now))
    return {
      kind: 'refused',
      refusal: { code: 'expired', sentence: 'This request has expired, so there is nothing left to cancel.' },
      change: tickWaiting(run, now),
    };
  if (userId !== run.requester.userId) {
    const unfit = other ? askingRefusal(other, true, 'cancel') : undefined;
    if (unfit) return { kind: 'refused', refusal: unfit };
    if (!other?.isApprover)
      return {
        kind: 'refused',
        refusal: {
          code: 'not_allowed',
          sentence: 'Only the one who asked for it and the approvers can cancel this run. Ask one of them.',
        },
      };
  }
  if (run.closing || (run.cancelAsked && run.state !== 'waiting'))
    return { kind: 'same', reply: { title: 'It is being cancelled already; it stops before its next step.' } };

  const said = (title: string, text: string, called: readonly Inline[] = []) =>
    threadNotice(run, 'cancel', now, { title, lines: [[...called, person(userId), text]] }, { urgent: true });
  // What was begun may have to be taken back first: a worker ends it.
  if (run.state === 'running' || hasBegun(run)) {
    const asked = toBeEnded(run, userId, undefined, now);
    return {
      kind: 'change',
      reply: { title: 'It will stop before its next step; what AWS has begun is named on the card.' },
      change: {
        ...asked,
        audit: [line(run, 'cancel', userId, 'recorded', { state: run.state })],
        notices: [said('Cancelling', ' asked to stop this before its next step.')],
      },
    };
  }
  const message = 'Cancelled before it started.';
  return {
    kind: 'change',
    reply: { title: message },
    change: {
      run: {
        ...run,
        state: 'cancelled',
        changedAt: now,
        cancelAsked: { by: userId, at: now },
        ending: { code: 'cancelled', message },
      },
      audit: [line(run, 'state', userId, 'cancelled', { from: run.state })],
      notices: [
        said(
          'Cancelled',
          ' cancelled this before it started.',
          userId === run.requester.userId ? [] : toRequester(run),
        ),
      ],
      due: null,
    },
  };
}
