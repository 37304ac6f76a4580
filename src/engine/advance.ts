import { randomUUID } from 'node:crypto';
import type { Job } from '../core/job.ts';
import { isFinal, type Run } from '../core/run.ts';
import { gotShares, gotSubject, putOff, touchWaiting } from './before-turn.ts';
import { Interruption } from './interruption.ts';
import { fencedBy, keepLease, takeLease } from './lease.ts';
import type { Turn } from './make-context.ts';
import type { EngineParts, EngineTiming } from './parts.ts';
import { handOver, work } from './work.ts';

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
  const { log } = parts;
  const { runs, locks } = parts.store;
  const turns = new Map<string, { readonly token: string; readonly end: AbortController }>();
  let stopping = false;

  /** Wakes who is next for the subject. The write that ended the run freed it, and made the next one due. */
  async function passOn(run: Run): Promise<void> {
    if (!isFinal(run.state) && run.state !== 'waiting' && run.asleepUntil === undefined) return;
    const next = await locks.release(run.subject, run.id);
    if (next && next !== run.id) await wake(next);
  }

  async function takeTurn(job: Job, runId: string, signal: AbortSignal | undefined): Promise<void> {
    const token = randomUUID();
    const leased = await takeLease(runs, runId, token, timing.leaseMs);
    if (!leased) return;
    const end = new AbortController();
    const either = signal ? AbortSignal.any([signal, end.signal]) : end.signal;
    const turn: Turn = { runId, token, signal: either, stopping: () => stopping };
    turns.set(runId, { token, end });
    const letGo = keepLease(runs, runId, token, timing.leaseMs, () => end.abort());
    try {
      const decide = await work(parts, timing, job, leased, turn);
      if (!decide) return;
      const after = await runs.update(runId, fencedBy(token, decide));
      await passOn(after);
      // It is to go on elsewhere, to be cancelled, or to be shown to people again: now rather than at the next tick.
      const isToClose = after.closing !== undefined && leased.closing === undefined;
      const isToCancel = after.cancelAsked !== undefined && after.closing === undefined;
      if (!isFinal(after.state) && (stopping || isToClose || isToCancel || after.state === 'waiting'))
        await wake(runId);
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
      if (run.state === 'waiting') {
        if ((await touchWaiting(parts, run)).state === 'queued') await wake(runId);
        return;
      }
      const resting = await putOff(parts, run);
      if (resting) {
        await passOn(resting);
        if (resting.closing) await wake(runId);
        return;
      }
      const job = parts.catalogue.jobs.get(run.job);
      if (!job || !(await gotSubject(parts, run)) || !(await gotShares(parts, run))) return;
      await takeTurn(job, runId, signal);
    },
    stop: () => {
      stopping = true;
    },
    abandon: async () => {
      stopping = true;
      const letGo = [...turns].map(([runId, { token, end }]) => {
        end.abort();
        return runs.update(runId, fencedBy(token, handOver));
      });
      await Promise.allSettled(letGo);
    },
  };
}
