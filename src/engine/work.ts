import { backToWaiting } from '../approvals/back-to-waiting.ts';
import type { Job } from '../core/job.ts';
import type { Run } from '../core/run.ts';
import { confirmPlan, confirmVotes } from './confirm-plan.ts';
import { cancelledEnd, endRun, type RunEnd } from './end-run.ts';
import { Interruption } from './interruption.ts';
import { type Decide, fencedWriter, withoutLease } from './lease.ts';
import { makeContext, type OpenContext, type Turn } from './make-context.ts';
import type { EngineParts, EngineTiming } from './parts.ts';
import { viewOf } from './run-view.ts';
import { decideOn, gaveUp, mistake, newReference } from './settle.ts';
import { asStored } from './stored-value.ts';
import { parkAt } from './waits.ts';

/** Crashes in a row that are forgiven; the next start ends the run instead of the process. */
const crashesAllowed = 5;

/** Lets go of a run so that another worker may have it at once. */
export const handOver: Decide = (run, now) => ({
  run: { ...withoutLease(run), starts: 0 },
  audit: [],
  card: false,
  due: now,
});

const toRunning: Decide = (run) => ({
  run: { ...run, state: 'running' },
  audit: [
    {
      action: 'state',
      actor: 'assay',
      runId: run.id,
      about: run.about,
      outcome: 'recorded',
      details: { from: run.state, to: 'running', job: run.job },
    },
  ],
});

/** The last look before the work: is it still what was asked for, and still approved? */
async function start(parts: EngineParts, run: Run, turn: Turn): Promise<Run> {
  if (run.state === 'running') return run;
  // With a step done the world has moved, by our own hand.
  if (Object.keys(run.steps).length === 0) await confirmPlan(parts, run);
  await confirmVotes(parts, run);
  return fencedWriter(parts.store.runs, turn.runId, turn.token)(toRunning);
}

function doneEnd(parts: EngineParts, job: Job, plan: unknown, run: Run, value: unknown): RunEnd {
  const result = asStored(value);
  const output = job.result.parse(result);
  const ending = { code: 'done', message: `${job.doneWord}.` } as const;
  const end = { state: 'done', actor: 'assay', ending, ...(result === undefined ? {} : { result }) } as const;
  try {
    return { ...end, message: job.present.done(plan, output, viewOf(run), parts.settings) };
  } catch (error) {
    // The work is done; that it cannot be told nicely must not make it look undone.
    parts.log.error({ run: run.id, err: error }, 'the job cannot present its result');
    return end;
  }
}

/** What an interruption means for the record; undefined: nothing may be written. */
function afterInterruption(
  { log }: EngineParts,
  timing: EngineTiming,
  turn: Turn,
  { kind, voided, cause }: Interruption,
  parkedAt: ReadonlySet<string>,
): Decide | undefined {
  switch (kind) {
    case 'fenced':
      log.warn({ run: turn.runId }, 'another worker has the run, nothing more is written');
      return undefined;
    case 'store':
      // Left as it is: the due list brings the run back when its lease ends.
      log.error({ run: turn.runId, err: cause }, 'the store failed during a run');
      return undefined;
    case 'parked':
      return parkAt(parkedAt, timing.parkMs);
    case 'stopping':
      return handOver;
    case 'cancelled':
      return (run, now) => endRun(run, now, cancelledEnd(run));
    case 'voided':
      return (run, now) => voided && backToWaiting(run, voided.votes, voided.why, now);
  }
}

/**
 * Runs the job's function once, from its top to its end or to the first thing it has to wait for.
 * @returns what is to be written about it under the lease; undefined when nothing may be written
 */
export async function work(
  parts: EngineParts,
  timing: EngineTiming,
  job: Job,
  leased: Run,
  turn: Turn,
): Promise<Decide | undefined> {
  const { log } = parts;
  const blame = (error: unknown, message: string): string => {
    const reference = newReference();
    log.error({ run: leased.id, job: leased.job, reference, starts: leased.starts, err: error }, message);
    return reference;
  };
  if (leased.starts > crashesAllowed + 1) {
    const reference = blame(undefined, 'a run ended its worker too often');
    return (run, now) => gaveUp(run, now, reference);
  }
  let open: OpenContext | undefined;
  try {
    const run = await start(parts, leased, turn);
    const plan = job.plan.parse(run.plan);
    open = makeContext(parts, run, turn);
    const value = await job.run(plan, open.context);
    await open.settled();
    const interruption = open.interruption();
    if (interruption) throw interruption;
    const end = doneEnd(parts, job, plan, run, value);
    return (found, now) => endRun(found, now, end);
  } catch (error) {
    await open?.settled();
    const aborted = turn.signal.aborted ? new Interruption('stopping') : undefined;
    // The first one counts, whatever the job made of it.
    const interruption = open?.interruption() ?? (error instanceof Interruption ? error : aborted);
    if (interruption) return afterInterruption(parts, timing, turn, interruption, open?.parkedAt ?? new Set());
    return decideOn(error, timing) ?? mistake(blame(error, 'a run failed through a mistake of ours'), timing);
  }
}
