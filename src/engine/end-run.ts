import type { Line, Message } from '../core/message.ts';
import { person } from '../core/message.ts';
import { nobody } from '../core/people.ts';
import type { Ending, Run, RunState } from '../core/run.ts';
import type { Change, Notice } from '../core/store.ts';
import { withoutLease } from './lease.ts';
import { isOfRelease } from './steps.ts';

export interface RunEnd {
  readonly state: Extract<RunState, 'done' | 'failed' | 'cancelled' | 'stale'>;
  readonly ending: Ending;
  readonly actor: string;
  /** Of a run that is done. */
  readonly result?: Run['result'];
  /** Nobody is called: the card tells it. */
  readonly quiet?: boolean;
  /** What the requester is told; made from the ending when absent. */
  readonly message?: Message;
}

const words = { done: 'is done', failed: 'failed', cancelled: 'was cancelled', stale: 'is out of date' } as const;
const tones = { done: 'good', failed: 'bad', cancelled: 'plain', stale: 'warning' } as const;

function noticeOf(run: Run, end: RunEnd, now: number): Notice {
  const told: Message = end.message ?? {
    title: `${run.id} ${words[end.state]}`,
    tone: tones[end.state],
    lines: [end.ending.message],
    notes: [
      ...(end.ending.hint ? [end.ending.hint] : []),
      ...(end.ending.reference ? [`Reference ${end.ending.reference}`] : []),
    ],
  };
  const mention: readonly Line[] = run.requester.userId === nobody.userId ? [] : [[person(run.requester.userId)]];
  return {
    // A run that is tried again may fail again, and that is news; it can be done, cancelled or stale only once.
    key: end.state === 'failed' ? `${run.id}:failed:${now}` : `${run.id}:${end.state}`,
    runId: run.id,
    to: { kind: 'thread' },
    message: { ...told, lines: [...mention, ...(told.lines ?? [])] },
    urgent: true,
  };
}

/** A failed run may be tried again: it keeps what came to a good end and waits anew for everything else. */
const waitsToKeep = (run: Run, { state }: RunEnd): Run['waits'] =>
  state === 'failed'
    ? Object.fromEntries(Object.entries(run.waits).filter(([, wait]) => wait.seen?.state === 'done'))
    : run.waits;

/** The last arrow of a run: its ending, audit line and word to the requester in one write, which also frees its subject. */
export function endRun(run: Run, now: number, end: RunEnd): Change {
  const { behind: _behind, progress, startAt: _startAt, asleepUntil: _asleep, ...rest } = withoutLease(run);
  return {
    run: {
      ...rest,
      state: end.state,
      ending: end.ending,
      starts: 0,
      waits: waitsToKeep(run, end),
      ...(end.state !== 'done' && progress ? { progress } : {}),
      ...(end.result === undefined ? {} : { result: end.result }),
    },
    audit: [
      {
        action: 'state',
        actor: end.actor,
        runId: run.id,
        about: run.about,
        outcome: end.ending.code,
        details: { from: run.state, to: end.state, job: run.job, message: end.ending.message },
      },
    ],
    // A child is told of by its parent.
    notices: end.quiet || run.parent ? [] : [noticeOf(run, end, now)],
    due: null,
  };
}

/** Says what was made before a run was cancelled: it stays, and people must know. */
export function cancelledEnd(run: Run): RunEnd {
  const steps = Object.entries(run.steps).filter(([key]) => !isOfRelease(key));
  const done = steps.filter(([, step]) => step.state === 'done').map(([key]) => key);
  const begun = steps.filter(([, step]) => step.state === 'intent').map(([key]) => key);
  const { by, why } = run.cancelAsked ?? { by: 'assay' };
  const message = [
    why === undefined ? 'Cancelled.' : `Cancelled: ${why}.`,
    done.length > 0 ? `What was already done stays: ${done.join(', ')}.` : '',
    begun.length > 0 ? `Begun and not confirmed, so it may have happened: ${begun.join(', ')}.` : '',
    run.children ? 'What its parts have done stays; the card names each.' : '',
    steps.length === 0 && !run.children ? 'Nothing was done.' : '',
  ];
  return { state: 'cancelled', actor: by, ending: { code: 'cancelled', message: message.filter(Boolean).join(' ') } };
}
