import { randomUUID } from 'node:crypto';
import type { Job } from '../core/job.ts';
import { isFinal, type Run } from '../core/run.ts';
import { confirmPlan, confirmVotes } from './confirm-plan.ts';
import { cancelledEnd, endRun, type RunEnd } from './end-run.ts';
import { Interruption } from './interruption.ts';
import { type Decide, fencedBy, isHeld, keepLease, takeLease, withoutLease } from './lease.ts';
import { asStored, makeContext, type OpenContext, parkAt, type Turn, viewOf } from './make-context.ts';
import type { EngineParts, EngineTiming } from './parts.ts';
import { decideOn, gaveUp, mistake, newReference, voteAgain } from './settle.ts';

/** Crashes in a row that are forgiven; the next start ends the run instead of the process. */
const crashesAllowed = 5;
const unknownJobMs = 60_000;
const quietMs = 3_600_000;

export interface Advancer {
  /**
   * Takes a run as far as it can go now. Safe to call at any time, any number of times, in any number of processes.
   * @param signal aborted when this process no longer owns the nudge
   */
  advance(runId: string, signal?: AbortSignal): Promise<void>;
  /** Begins nothing new. */
  stop(): void;
  /** Aborts what is under way and hands it over. */
  abandon(): Promise<void>;
}

/** @param wake nudges another run */
export function makeAdvancer(
  parts: EngineParts,
  timing: EngineTiming,
  wake: (runId: string) => Promise<void>,
): Advancer {
  const { store, log } = parts;
  const { runs, locks } = store;
  const turns = new Map<string, { readonly token: string; readonly end: AbortController }>();
  let stopping = false;

  /** Frees the subject (the write that ended the run did already, by itself) and wakes who is next. */
  const passOn = async (run: Run): Promise<void> => {
    if (!isFinal(run.state) && run.state !== 'waiting') return;
    const next = await locks.release(run.subject, run.id);
    if (next && next !== run.id) await wake(next);
  };

  /** A write outside a turn: whoever holds the lease decides instead. */
  const unlessHeld =
    (decide: Decide): Decide =>
    (run, now) =>
      isHeld(run, '', now) || isFinal(run.state) ? undefined : decide(run, now);

  /** Puts a run off until its next moment; true when there is nothing to do now. */
  async function putOff(run: Run): Promise<boolean> {
    if (run.cancelAsked && !isHeld(run, '', await store.clock())) {
      await passOn(
        await runs.update(
          run.id,
          unlessHeld((found, now) => endRun(found, now, cancelledEnd(found))),
        ),
      );
      return true;
    }
    const { startAt } = run;
    if (startAt !== undefined && startAt > (await store.clock())) {
      await runs.update(
        run.id,
        unlessHeld((found) => ({ run: found, audit: [], card: false, due: startAt })),
      );
      return true;
    }
    if (parts.catalogue.jobs.has(run.job)) return false;
    // A newer version of Assay may know it: during a rollout both run side by side.
    log.warn({ run: run.id, job: run.job }, 'no such job in this version, left alone');
    await runs.update(
      run.id,
      unlessHeld((found, now) => ({ run: found, audit: [], card: false, due: now + unknownJobMs })),
    );
    return true;
  }

  async function gotSubject(run: Run): Promise<boolean> {
    const holder = await locks.acquire(run.subject, run.id);
    if (holder === run.id) return true;
    await runs.update(run.id, (found) =>
      found.behind === holder || found.state !== 'queued'
        ? undefined
        : { run: { ...found, behind: holder }, audit: [] },
    );
    // The holder may have ended between the two calls above, and have woken nobody.
    return (await locks.acquire(run.subject, run.id)) === run.id;
  }

  async function touchWaiting(run: Run): Promise<void> {
    const after = await runs.update(run.id, (found, now) => {
      if (found.state !== 'waiting') return undefined;
      const { remindAt = 0, expiresAt = 0 } = found.approval ?? {};
      const moments = [remindAt, expiresAt].filter((at) => at > now);
      const due = moments.length > 0 ? Math.min(...moments) : now + quietMs;
      return parts.tickWaiting(found, now) ?? { run: found, audit: [], card: false, due };
    });
    if (after.state === 'queued') await wake(after.id);
  }

  async function start(job: Job, run: Run, write: (decide: Decide) => Promise<Run>): Promise<Run> {
    if (run.state === 'running') return run;
    if (Object.keys(run.steps).length === 0) await confirmPlan(parts, run);
    await confirmVotes(parts, run);
    return write((found) => ({
      run: { ...found, state: 'running' },
      audit: [
        {
          action: 'state',
          actor: 'assay',
          runId: found.id,
          about: found.about,
          outcome: 'recorded',
          details: { from: found.state, to: 'running', job: job.name },
        },
      ],
    }));
  }

  function doneEnd(job: Job, plan: unknown, run: Run, value: unknown): RunEnd {
    const result = asStored(value);
    const output = job.result.parse(result);
    let message: RunEnd['message'];
    try {
      message = job.present.done(plan, output, viewOf(run), parts.settings);
    } catch (error) {
      // The work is done; that it cannot be told nicely must not make it look undone.
      log.error({ run: run.id, err: error }, 'the job cannot present its result');
    }
    const ending = { code: 'done', message: `${job.doneWord}.` } as const;
    return {
      state: 'done',
      actor: 'assay',
      ending,
      ...(message ? { message } : {}),
      ...(result === undefined ? {} : { result }),
    };
  }

  /** What comes of a turn that did not reach its end. */
  function consequence(run: Run, error: unknown, open: OpenContext | undefined, turn: Turn): Decide | undefined {
    const aborted = turn.signal.aborted ? new Interruption('stopping') : undefined;
    const interruption = open?.interruption() ?? (error instanceof Interruption ? error : aborted);
    switch (interruption?.kind) {
      case undefined:
        break;
      case 'fenced':
        log.warn({ run: run.id }, 'another worker has the run, nothing more is written');
        return undefined;
      case 'store':
        // Left as it is: the due list brings the run back when its lease ends.
        log.error({ run: run.id, err: interruption.cause }, 'the store failed during a run');
        return undefined;
      case 'parked':
        return parkAt(open?.parkedAt ?? new Set(), timing.parkMs);
      case 'stopping':
        return (found, now) => ({ run: { ...withoutLease(found), starts: 0 }, audit: [], card: false, due: now });
      case 'cancelled':
        return (found, now) => endRun(found, now, cancelledEnd(found));
      case 'voided':
        return voteAgain(interruption.lost);
    }
    const decided = decideOn(error, timing);
    if (decided) return decided;
    const reference = newReference();
    log.error({ run: run.id, job: run.job, reference, err: error }, 'a run failed through a mistake of ours');
    return mistake(reference, timing);
  }

  async function work(job: Job, leased: Run, turn: Turn): Promise<Decide | undefined> {
    const write = (decide: Decide): Promise<Run> => runs.update(leased.id, fencedBy(turn.token, decide));
    if (leased.starts > crashesAllowed + 1) {
      const reference = newReference();
      log.error(
        { run: leased.id, job: leased.job, reference, starts: leased.starts },
        'a run ended its worker too often',
      );
      return (run, now) => gaveUp(run, now, reference);
    }
    let open: OpenContext | undefined;
    try {
      const run = await start(job, leased, write);
      const plan = job.plan.parse(run.plan);
      open = makeContext(parts, run, turn);
      const value = await job.run(plan, open.context);
      await open.settled();
      const interruption = open.interruption();
      if (interruption) throw interruption;
      const end = doneEnd(job, plan, run, value);
      return (found, now) => endRun(found, now, end);
    } catch (error) {
      await open?.settled();
      return consequence(leased, error, open, turn);
    }
  }

  async function takeTurn(job: Job, runId: string, signal: AbortSignal | undefined): Promise<void> {
    const token = randomUUID();
    const leased = await takeLease(runs, runId, token, timing.leaseMs);
    if (!leased) return;
    const end = new AbortController();
    const turn: Turn = {
      runId,
      token,
      signal: signal ? AbortSignal.any([signal, end.signal]) : end.signal,
      stopping: () => stopping,
    };
    turns.set(runId, { token, end });
    const letGo = keepLease(runs, runId, token, timing.leaseMs, () => end.abort());
    try {
      const decide = await work(job, leased, turn);
      if (!decide) return;
      const before = await runs.update(runId, fencedBy(token, decide));
      await passOn(before);
      // Something came while the run was being parked, or it is to go on elsewhere.
      if (!isFinal(before.state) && (stopping || before.cancelAsked || before.state === 'waiting')) await wake(runId);
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      log.warn({ run: runId }, 'another worker has the run, nothing more is written');
    } finally {
      letGo();
      turns.delete(runId);
    }
  }

  return {
    async advance(runId, signal) {
      const run = await runs.get(runId);
      if (!run || isFinal(run.state) || stopping) return;
      if (run.state === 'waiting') return touchWaiting(run);
      if (await putOff(run)) return;
      const job = parts.catalogue.jobs.get(run.job);
      if (!job || !(await gotSubject(run))) return;
      await takeTurn(job, runId, signal);
    },
    stop: () => {
      stopping = true;
    },
    abandon: async () => {
      stopping = true;
      await Promise.allSettled(
        [...turns].map(async ([runId, { token, end }]) => {
          end.abort();
          const handOver: Decide = (run, now) => ({
            run: { ...withoutLease(run), starts: 0 },
            audit: [],
            card: false,
            due: now,
          });
          await runs.update(runId, fencedBy(token, handOver));
        }),
      );
    },
  };
}
