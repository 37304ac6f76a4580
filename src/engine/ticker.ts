import { fireSchedule } from './fire-schedule.ts';
import type { Nudges } from './nudges.ts';
import type { EngineParts, EngineTiming } from './parts.ts';

/** Taken in one tick by one worker; the rest is due in the next. */
const runsPerTick = 200;
const placesPerTick = 50;
const schedulesPerTick = 20;

/**
 * The clock of every worker: hands out what is due as nudges, and now and then mends what a lost write left behind. It
 * works by Redis's time and lists, so any number of workers may do it, and none of them has to.
 */
export function startTicker(parts: EngineParts, timing: EngineTiming, nudges: Nudges): { stop(): Promise<void> } {
  const { store, log } = parts;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let swept = 0;
  let going: Promise<void> = Promise.resolve();

  async function tick(): Promise<void> {
    for (const runId of await store.due.take(runsPerTick)) await nudges.advance(runId);
    // One that cannot be served keeps no other from its moment; it is handed out again.
    for (const name of await store.schedules.due(schedulesPerTick))
      await fireSchedule(parts, name, nudges.advance).catch((error: unknown) =>
        log.error({ schedule: name, err: error }, 'a schedule could not be served'),
      );
    for (const place of await store.watches.duePlaces(placesPerTick)) await nudges.poll(place);
    if (Date.now() - swept < timing.sweepMs) return;
    swept = Date.now();
    for (const runId of await store.locks.sweep()) await nudges.advance(runId);
    const back = await store.due.reconcile();
    if (back > 0) log.warn({ runs: back }, 'runs had fallen off the due list');
  }

  const loop = (): void => {
    going = tick()
      .catch((error: unknown) => log.error({ err: error }, 'looking for due work failed'))
      .then(() => {
        // With jitter, so that workers started together do not ask together.
        if (!stopped) timer = setTimeout(loop, timing.tickMs * (0.8 + Math.random() * 0.4));
      });
  };
  loop();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return going;
    },
  };
}
