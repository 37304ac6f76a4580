import type { Job } from '../core/job.ts';
import type { Run } from '../core/run.ts';
import { endRun, type RunEnd } from './end-run.ts';
import { type Decide, withoutLease } from './lease.ts';
import type { EngineLog } from './parts.ts';
import { viewOf } from './run-view.ts';
import { finishedSteps, isOfRelease } from './steps.ts';

/** True when a run cannot simply end: something temporary may still stand, or a child may still be at work. */
const mustClose = (job: Job | undefined, run: Run): boolean =>
  (run.children ?? 0) > 0 || (job?.release !== undefined && Object.keys(run.steps).length > 0);

function undoOf(job: Job | undefined, run: Run, log: EngineLog): Run['undo'] {
  const plan = job?.undo && job.plan.safeParse(run.plan);
  if (!job?.undo || !plan?.success) return undefined;
  try {
    const reversals = job.undo(plan.data, finishedSteps(run), viewOf(run));
    return reversals.length > 0 ? [...reversals] : undefined;
  } catch (error) {
    // How it ended must be written; without the button people still have the ids.
    log.error({ run: run.id, err: error }, 'the job cannot tell what undoing would mean');
    return undefined;
  }
}

/** The last write, whatever came before it: without what only mattered on the way, with what *Undo* would take back. */
export const ended =
  (job: Job | undefined, log: EngineLog, end: RunEnd): Decide =>
  (run, now) => {
    const change = endRun(run, now, end);
    const { closing: _closing, undo: _undo, ...rest } = change.run;
    const steps = Object.fromEntries(Object.entries(rest.steps).filter(([key]) => !isOfRelease(key)));
    const undo = undoOf(job, { ...rest, steps }, log);
    return { ...change, run: { ...rest, steps, ...(undo ? { undo } : {}) } };
  };

/** Ends a run; one that must close first is told how it will end, and gets turns to close in. */
export const finish =
  (job: Job | undefined, log: EngineLog, end: RunEnd): Decide =>
  (run, now) => {
    const { state, actor, ending } = end;
    if (state === 'done' || run.closing || !mustClose(job, run)) return ended(job, log, end)(run, now);
    const { startAt: _startAt, asleepUntil: _asleep, ...rest } = withoutLease(run);
    return {
      run: { ...rest, starts: 0, attempts: 0, mistakes: 0, closing: { state, actor, ending } },
      audit: [],
      due: now,
    };
  };
