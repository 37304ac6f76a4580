import { randomBytes } from 'node:crypto';
import { BusyError, StaleError, UserError } from '../core/outcome.ts';
import type { Run } from '../core/run.ts';
import { backOff } from './back-off.ts';
import type { RunEnd } from './end-run.ts';
import { type Decide, withoutLease } from './lease.ts';
import type { EngineTiming } from './parts.ts';

/** Tries after a mistake of ours: it may have been the moment, seldom the code. */
const mistakesAllowed = 3;
/** Codes that say "not now" and are nobody's fault: a read meant for people answers with them instead of BusyError. */
const passing: readonly string[] = ['aws_busy', 'slack_failed', 'store_unreachable'];

const busyPhase = (what: string): string => `${what} is busy, trying again`;
const isBusyPhase = (phase: string | undefined): boolean => phase?.endsWith('is busy, trying again') ?? false;

/** Forgets the bad luck so far: something worked. */
export function inGoodOrder(run: Run): Run {
  const { mistakes: _mistakes, progress, ...rest } = run;
  const kept = progress && !isBusyPhase(progress.phase) ? { progress } : {};
  return { ...rest, ...kept, attempts: 0, starts: 0 };
}

export const newReference = (): string => `e-${randomBytes(5).toString('hex')}`;

const laterBecause =
  (error: BusyError | UserError, timing: EngineTiming): Decide =>
  (run, now) => {
    const wait = error instanceof BusyError ? error.waitMs : 0;
    const again = now + backOff(run.attempts, timing.busyMs, timing.busyMostMs, wait);
    const what = error instanceof UserError && error.code === 'slack_failed' ? 'Slack' : 'AWS';
    return {
      run: {
        ...withoutLease(run),
        attempts: run.attempts + 1,
        starts: 0,
        startAt: again,
        progress: { ...run.progress, phase: busyPhase(what) },
      },
      audit: [],
      due: again,
    };
  };

/** A mistake of ours: again a few times, then given up. */
export const mistake =
  (timing: EngineTiming, give: Decide): Decide =>
  (run, now) => {
    const mistakes = (run.mistakes ?? 0) + 1;
    if (mistakes > mistakesAllowed) return give(run, now);
    const again = now + backOff(2 * mistakes, timing.mistakeMs, timing.busyMostMs, timing.mistakeMs);
    return {
      run: { ...withoutLease(run), mistakes, starts: 0, startAt: again },
      audit: [],
      due: again,
      card: false,
    };
  };

/** The end of a run that we could not do, through our own fault. */
export function gaveUp(reference: string): RunEnd {
  const message = 'Something went wrong in Assay itself.';
  const hint = 'Retry it; if it fails again, give the reference to whoever runs Assay.';
  return { state: 'failed', actor: 'assay', ending: { code: 'bug', message, hint, reference } };
}

/**
 * What an error of a job or of a check before it means for the run; undefined when it is a mistake of ours.
 * @param end how a run of this job ends
 */
export function decideOn(error: unknown, timing: EngineTiming, end: (end: RunEnd) => Decide): Decide | undefined {
  if (error instanceof BusyError) return laterBecause(error, timing);
  if (error instanceof StaleError) {
    // Each is a clause or a whole sentence; together they end with one full stop.
    const found = error.differences.map((difference) => difference.replace(/\.$/, '')).join('; ');
    const message = `It changed since it was asked for: ${found}.`;
    const hint = 'Ask for it again to see it as it is now.';
    return end({ state: 'stale', actor: 'assay', ending: { code: 'stale', message, hint } });
  }
  if (!(error instanceof UserError)) return undefined;
  if (passing.includes(error.code)) return laterBecause(error, timing);
  const { code, message, hint } = error;
  const ending = { code, message, ...(hint ? { hint } : {}) };
  return end({ state: 'failed', actor: 'assay', ending });
}
