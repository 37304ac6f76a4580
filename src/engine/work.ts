import { backToWaiting } from '../approvals/back-to-waiting.ts';
import type { Job } from '../core/job.ts';
import type { Run } from '../core/run.ts';
import { close, closedBadly } from './close.ts';
import { confirmPlan, confirmVotes } from './confirm-plan.ts';
import { cancelledEnd, type RunEnd } from './end-run.ts';
import { finish } from './finish.ts';
import { Interruption } from './interruption.ts';
import { type Decide, fencedWriter, withoutLease } from './lease.ts';
import { makeContext, type OpenContext, type Turn } from './make-context.ts';
import type { EngineParts, EngineTiming } from './parts.ts';
import { viewOf } from './run-view.ts';
import { decideOn, gaveUp, mistake, newReference } from './settle.ts';
import { asStored } from './stored-value.ts';
import { layToRest, parkAt, parkForChildren } from './waits.ts';

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
  // With a step done or a child started the world has moved, by our own hand.
  if (Object.keys(run.steps).length === 0 && !run.children) await confirmPlan(parts, run);
  await confirmVotes(parts, run);
  return fencedWriter(parts.store.runs, turn.runId, turn.token)(toRunning);
}

function doneEnd(parts: EngineParts, job: Job, plan: unknown, run: Run, value: unknown): RunEnd {
  const result = asStored(value);
  const output = job.result.parse(result);
  const ending = { code: 'done', message: `${job.doneWord}.` } as const;
  const end = { state: 'done', actor: 'assay', ending, ...(result === undefined ? {} : { result }) } as const;
  try {
    const quiet = job.quiet?.(plan, output) ?? false;
    return { ...end, quiet, message: job.present.done(plan, output, viewOf(run), parts.settings) };
  } catch (error) {
    // The work is done; that it cannot be told nicely must not make it look undone.
    parts.log.error({ run: run.id, err: error }, 'the job cannot present its result');
    return end;
  }
}

/** What an interruption means for the record; undefined: nothing may be written. */
function afterInterruption(
  { log, settings }: EngineParts,
  timing: EngineTiming,
  turn: Turn,
  { kind, voided, cause, until, soFar }: Interruption,
  parkedAt: ReadonlySet<string>,
  end: (end: RunEnd) => Decide,
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
    case 'parent':
      return parkForChildren(timing.parkMs);
    case 'asleep':
      return layToRest(until ?? 0, soFar);
    case 'stopping':
      return handOver;
    case 'cancelled':
      return (run, now) => end(cancelledEnd(run))(run, now);
    case 'voided':
      return (run, now) => voided && backToWaiting(run, voided.votes, voided.why, now, settings);
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
  const end = (how: RunEnd): Decide => finish(job, log, how);
  /** A run that was to close ends as it was to, only less tidily. */
  const give = (reference: string): Decide =>
    leased.closing
      ? closedBadly(parts, job, `What was temporary could not be taken back (reference ${reference})`)
      : end(gaveUp(reference));
  if (leased.starts > crashesAllowed + 1) return give(blame(undefined, 'a run ended its worker too often'));
  let open: OpenContext | undefined;
  try {
    if (leased.closing)
      return await close(parts, job, leased, leased.closing, () => {
        open = makeContext(parts, leased, turn);
        return open;
      });
    const run = await start(parts, leased, turn);
    const plan = job.plan.parse(run.plan);
    open = makeContext(parts, run, turn);
    const value = await job.run(plan, open.context);
    await open.settled();
    const interruption = open.interruption();
    if (interruption) throw interruption;
    return end(doneEnd(parts, job, plan, run, value));
  } catch (error) {
    await open?.settled();
    const aborted = turn.signal.aborted ? new Interruption('stopping') : undefined;
    // The first one counts, whatever the job made of it.
    const interruption = open?.interruption() ?? (error instanceof Interruption ? error : aborted);
    if (interruption) return afterInterruption(parts, timing, turn, interruption, open?.parkedAt ?? new Set(), end);
    const known = decideOn(error, timing, end);
    return known ?? mistake(timing, give(blame(error, 'a run failed through a mistake of ours')));
  }
}
