import { isFinal, type Run } from '../core/run.ts';
import type { Change, RunStore } from '../core/store.ts';
import { Interruption } from './interruption.ts';

/** A change of a run as it is now. */
export type Decide = (run: Run, now: number) => Change | undefined;

/** Without the lease, for writes that let go of the run. */
export function withoutLease(run: Run): Run {
  const { lease: _lease, ...rest } = run;
  return rest;
}

/** True when somebody else works on the run at this moment. */
export const isHeld = (run: Run, token: string, now: number): boolean =>
  run.lease !== undefined && run.lease.token !== token && run.lease.until > now;

/**
 * Takes the run for this worker and counts the start; a start that never ends is a crash.
 * @returns undefined when somebody else has it, or it is not to be worked on
 */
export async function takeLease(runs: RunStore, id: string, token: string, leaseMs: number): Promise<Run | undefined> {
  const run = await runs.update(id, (found, now) => {
    if (isHeld(found, token, now) || (found.state !== 'queued' && found.state !== 'running')) return undefined;
    const { behind, asleepUntil, ...rest } = found;
    const until = now + leaseMs;
    // Due when the lease ends: should this process die, any other finds the run then, with or without a nudge.
    return {
      run: { ...rest, lease: { token, until }, starts: found.starts + 1 },
      audit: [],
      card: behind !== undefined || asleepUntil !== undefined,
      due: until,
    };
  });
  return run.lease?.token === token ? run : undefined;
}

/** A write that only the holder of the lease may do: a worker that comes back from the dead is stopped here. */
export const fencedBy =
  (token: string, decide: Decide): Decide =>
  (run, now) => {
    if (run.lease?.token !== token || isFinal(run.state)) throw new Interruption('fenced');
    return decide(run, now);
  };

export interface FencedWriter {
  (decide: Decide): Promise<Run>;
  /** The store's errors are not the job's: as interruptions they end the turn, never the run. */
  stored<T>(work: Promise<T>): Promise<T>;
}

/** Writes one run under one lease. Rejects with an Interruption only: `fenced`, `store`, or what `decide` threw. */
export function fencedWriter(runs: RunStore, id: string, token: string): FencedWriter {
  const stored = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw error instanceof Interruption ? error : new Interruption('store', { cause: error });
    }
  };
  return Object.assign((decide: Decide) => stored(runs.update(id, fencedBy(token, decide))), { stored });
}

/**
 * Renews the lease until stopped.
 * @param onLost called once when another worker has the run
 */
export function keepLease(runs: RunStore, id: string, token: string, leaseMs: number, onLost: () => void): () => void {
  let stopped = false;
  const renew = fencedBy(token, (run, now) => ({
    run: { ...run, lease: { token, until: now + leaseMs } },
    audit: [],
    card: false,
    due: now + leaseMs,
  }));
  const loop = async (): Promise<void> => {
    if (stopped) return;
    try {
      // Not raced with anything: a renewal that lands after the run was let go is refused by its own fence.
      await runs.update(id, renew);
    } catch (error) {
      if (error instanceof Interruption && !stopped) {
        stopped = true;
        onLost();
      }
    }
    if (!stopped) timer = setTimeout(loop, leaseMs / 3);
  };
  let timer = setTimeout(loop, leaseMs / 3);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
