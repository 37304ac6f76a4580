import { Worker, type WorkerOptions } from 'bullmq';
import { makeAdvancer } from './advance.ts';
import { choreRounds } from './chores.ts';
import { type Listening, startListening } from './listen.ts';
import { makeNudges, PlaceNudge, queueNames, queuePrefix, RunNudge } from './nudges.ts';
import { defaultTiming, type EngineParts } from './parts.ts';
import { patrolRounds } from './patrols.ts';
import { makePoller } from './poll.ts';
import { startRounds } from './rounds.ts';
import { startTicker } from './ticker.ts';

export interface Engine {
  start(): Promise<void>;
  /**
   * Takes nothing new, lets what runs come to its next step, then hands it over to other workers.
   * @param deadlineMs after so long whatever is left is aborted and left behind; others take it up
   */
  stop(deadlineMs: number): Promise<void>;
  /** Why events cannot be read now, for operators; undefined while they are, or where none are configured. */
  deafness(): string | undefined;
  /** Nudges a run, for instance one that was just stored. */
  wake(runId: string): Promise<void>;
}

/** Stalled nudges are harmless, and a nudge lives for seconds: its own count must never be what ends a run. */
const stallsForgiven = 25;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** One worker: takes nudges from the queues, truth from the records. Any number of them share the work. */
export function makeEngine(parts: EngineParts): Engine {
  const { log } = parts;
  const timing = { ...defaultTiming, ...parts.timing };
  const onError = (error: Error): void => log.warn({ err: error }, 'the queue has trouble');
  const nudges = makeNudges(parts.connection, parts.prefix, onError);
  const advancer = makeAdvancer(parts, timing, nudges.advance);
  const poll = makePoller(parts, timing, nudges.advance);
  const active = new Set<Promise<void>>();
  let workers: readonly Worker[] = [];
  let listening: Listening | undefined;
  let clocks: readonly { stop(): Promise<void> }[] = [];

  /** A nudge never fails: what went wrong is in the log, and the due list brings the run or the place again. */
  async function during(work: Promise<void>, fields: object): Promise<void> {
    const going = work.catch((error: unknown) => log.error({ ...fields, err: error }, 'a nudge failed'));
    active.add(going);
    await going;
    active.delete(going);
  }

  const options = (concurrency: number): WorkerOptions => ({
    connection: parts.connection,
    prefix: queuePrefix(parts.prefix),
    concurrency,
    lockDuration: timing.lockMs,
    stalledInterval: timing.stalledMs,
    maxStalledCount: stallsForgiven,
  });

  function startWorker(
    name: string,
    concurrency: number,
    work: (data: unknown, signal?: AbortSignal) => Promise<void>,
  ): Worker {
    const worker: Worker = new Worker(name, (job, _token, signal) => work(job.data, signal), options(concurrency));
    worker.on('error', onError);
    // The nudge is somebody else's now. The lease decides who may write; this only stops useless work early.
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) worker.cancelJob(id, 'lock lost');
    });
    return worker;
  }

  return {
    async start() {
      const advances = startWorker(queueNames.advance, parts.concurrency ?? 20, (data, signal) => {
        const { runId } = RunNudge.parse(data);
        return during(advancer.advance(runId, signal), { run: runId });
      });
      const polls = startWorker(queueNames.poll, 5, (data) => {
        const place = PlaceNudge.parse(data);
        return during(poll(place), place);
      });
      workers = [advances, polls];
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
      if (parts.events) listening = startListening(parts.events, parts, timing, nudges);
      clocks = [
        ...(listening ? [listening] : []),
        startTicker(parts, timing, nudges),
        startRounds(parts, timing, [...patrolRounds(parts, nudges.advance), ...choreRounds(parts)]),
      ];
    },

    async stop(deadlineMs) {
      advancer.stop();
      const quiet = async (): Promise<void> => {
        await Promise.all([...clocks.map((clock) => clock.stop()), ...workers.map((worker) => worker.pause(true))]);
        while (active.size > 0) await Promise.all(active);
      };
      const finished = quiet();
      const inTime = await Promise.race([finished.then(() => true), delay(deadlineMs * 0.7).then(() => false)]);
      if (!inTime) {
        await Promise.race([advancer.abandon(), delay(deadlineMs * 0.2)]);
        await Promise.race([finished, delay(deadlineMs * 0.1)]);
      }
      const force = active.size > 0;
      await Promise.race([Promise.allSettled(workers.map((worker) => worker.close(force))), delay(1000)]);
      await nudges.close();
    },

    deafness: () => listening?.trouble(),

    wake: nudges.advance,
  };
}
