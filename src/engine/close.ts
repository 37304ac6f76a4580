import type { Job } from '../core/job.ts';
import { UserError } from '../core/outcome.ts';
import type { Run } from '../core/run.ts';
import { stopChildren } from './children.ts';
import { cancelledEnd, type RunEnd } from './end-run.ts';
import { ended } from './finish.ts';
import { Interruption } from './interruption.ts';
import type { Decide } from './lease.ts';
import type { OpenContext } from './make-context.ts';
import type { EngineParts } from './parts.ts';
import { finishedSteps } from './steps.ts';

type Closing = NonNullable<Run['closing']>;

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The ending with what was taken back, or could not be. A cancelled run tells what stands now, not when it was asked. */
function endOf(run: Run, { state, actor, ending }: Closing, said: string | undefined, hint?: string): RunEnd {
  const told = state === 'cancelled' ? cancelledEnd(run).ending : ending;
  const message = said ? `${sentence(told.message)} ${sentence(said)}` : told.message;
  return { state, actor, ending: { ...told, message, ...(hint ? { hint } : {}) } };
}

/** Ends a closing run that could not take everything back. */
export const closedBadly =
  (parts: EngineParts, job: Job, said: string, hint?: string): Decide =>
  (run, now) =>
    run.closing ? ended(job, parts.log, endOf(run, run.closing, said, hint))(run, now) : undefined;

/**
 * What stands between a run's failure and its end: children stop, then the job takes back what was only temporary.
 * @throws Interruption while something is awaited; BusyError to be tried again
 */
export async function close(
  parts: EngineParts,
  job: Job,
  run: Run,
  closing: Closing,
  open: () => OpenContext,
): Promise<Decide> {
  if (await stopChildren(parts.store.runs, run, closing.actor)) throw new Interruption('parent');
  if (!job.release) return (found, now) => ended(job, parts.log, endOf(found, closing, undefined))(found, now);
  const { context, settled, interruption } = open();
  try {
    const said = await job.release(job.plan.parse(run.plan), context, finishedSteps(run));
    await settled();
    const stopped = interruption();
    if (stopped) throw stopped;
    return (found, now) => ended(job, parts.log, endOf(found, closing, said))(found, now);
  } catch (error) {
    await settled();
    const stopped = interruption();
    if (stopped || !(error instanceof UserError) || ['aws_busy', 'store_unreachable'].includes(error.code))
      throw stopped ?? error;
    return closedBadly(parts, job, `Not taken back: ${error.message}`, error.hint);
  }
}
