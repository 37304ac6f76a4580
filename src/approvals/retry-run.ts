import { person } from '../core/message.ts';
import type { Run } from '../core/run.ts';
import type { Refusal } from './eligibility.ts';
import { line, type Outcome, threadNotice } from './outcome.ts';
import { isOver } from './pending.ts';

/** Watches that came to a bad end are watched again; what arrived well is kept. */
const openWaits = (waits: Run['waits']): Run['waits'] =>
  Object.fromEntries(Object.entries(waits).filter(([, wait]) => wait.seen?.state !== 'failed'));

/** A run that ended badly, as it goes into the queue again: with its finished steps. Pure. */
export function requeued(run: Run, now: number): { readonly run: Run; readonly due: number } {
  const { ending, progress, cancelAsked, startAt, behind, lease, mistakes, closing, undo, asleepUntil, ...kept } = run;
  return {
    run: {
      ...kept,
      state: 'queued',
      changedAt: now,
      attempts: 0,
      starts: 0,
      waits: openWaits(run.waits),
      retried: { at: now, count: (run.retried?.count ?? 0) + 1 },
    },
    due: now,
  };
}

/** Nothing came of it for as long as its request could wait: people may have long decided otherwise. */
function isForgotten({ approval, requestedAt, steps }: Run, now: number): boolean {
  if (approval?.decidedAt === undefined) return false;
  // What was begun is better finished than left half done.
  if (Object.values(steps).some(({ state }) => state === 'done')) return false;
  return isOver(approval.decidedAt + approval.expiresAt - (approval.askedAt ?? requestedAt), now);
}

/**
 * Puts a failed run back into the queue with its finished steps and its approval; the engine checks plan and votes
 * again before it writes. Pure.
 */
export function retryRun(run: Run, userId: string, refusal: Refusal | undefined, now: number): Outcome {
  if (run.state !== 'failed')
    return {
      kind: 'refused',
      refusal: {
        code: 'wrong_state',
        sentence: `Only a failed run can be tried again, and this one is "${run.state}".`,
      },
    };
  if (run.parent)
    return {
      kind: 'refused',
      refusal: {
        code: 'wrong_state',
        sentence: `It is a part of ${run.parent.runId}: try that again, and this goes on with it.`,
      },
    };
  if (refusal) return { kind: 'refused', refusal };
  if (isForgotten(run, now))
    return {
      kind: 'refused',
      refusal: {
        code: 'expired',
        sentence: 'Its approval is too old to be used now. Ask for it again, so that people decide anew.',
      },
    };
  return {
    kind: 'change',
    reply: { title: 'It is tried again, after its last finished step.', tone: 'good' },
    change: {
      ...requeued(run, now),
      audit: [line(run, 'state', userId, 'recorded', { from: 'failed', to: 'queued' })],
      notices: [
        threadNotice(
          run,
          'retry',
          now,
          { title: 'Tried again', lines: [[person(userId), ' had this tried again after its last finished step.']] },
          { urgent: false },
        ),
      ],
    },
  };
}
