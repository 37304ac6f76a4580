import { person } from '../core/message.ts';
import type { Approval, Run } from '../core/run.ts';
import { hasBegun, toBeEnded, whatStays } from './begun.ts';
import { approversOf } from './decide.ts';
import { line, type Outcome, threadNotice } from './outcome.ts';
import { tickWaiting } from './tick-waiting.ts';
import { withdraw } from './withdraw.ts';

/** The record, audit lines and messages that follow when somebody takes back a vote or the request. Pure. */
export function takeBack(run: Run, userId: string, now: number): Outcome {
  const withdrawal = withdraw(run, userId, now);
  if (withdrawal.kind === 'refused')
    return {
      kind: 'refused',
      refusal: withdrawal,
      change: withdrawal.code === 'expired' ? tickWaiting(run, now) : undefined,
    };

  if (withdrawal.kind === 'request') {
    const told = (text: string) =>
      threadNotice(
        run,
        'withdrawn',
        now,
        { title: 'Withdrawn', lines: [[person(userId), ` took the request back; ${text}`]] },
        { urgent: true },
      );
    if (hasBegun(run))
      return {
        kind: 'change',
        reply: { title: `Your request is withdrawn and goes no further. ${whatStays}` },
        change: {
          ...toBeEnded(run, userId, { as: 'withdrawn', why: 'its requester took it back' }, now),
          audit: [line(run, 'cancel', userId, 'withdrawn')],
          notices: [told(`it goes no further. ${whatStays}`)],
        },
      };
    return {
      kind: 'change',
      reply: { title: 'Your request is withdrawn; nothing was done.' },
      change: {
        run: {
          ...run,
          state: 'withdrawn',
          changedAt: now,
          ending: { code: 'withdrawn', message: 'Its requester took it back. Nothing was done.' },
        },
        audit: [line(run, 'state', userId, 'withdrawn')],
        notices: [told('nobody needs to decide any more.')],
        due: null,
      },
    };
  }

  const before = run.approval as Approval;
  const approval = { ...before, votes: [...withdrawal.votes] };
  const progress = `${approversOf(run, approval).length} of ${approval.minimum}`;
  return {
    kind: 'change',
    reply: { title: `Your vote is taken back: ${progress} approved now.` },
    change: {
      run: { ...run, changedAt: now, approval },
      audit: [line(run, 'vote', userId, 'withdrawn', { kind: withdrawal.vote.kind, votedAt: withdrawal.vote.at })],
      notices: [
        threadNotice(
          run,
          `unvote-${userId}`,
          now,
          { title: 'Vote taken back', lines: [[person(userId), ` took their vote back (${progress}).`]] },
          { urgent: false },
        ),
      ],
    },
  };
}
