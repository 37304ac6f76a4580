import { setTimeout as delay } from 'node:timers/promises';
import type { QueuedEvent } from '../core/aws-inventory.ts';
import { UserError } from '../core/outcome.ts';
import { backOff } from './back-off.ts';
import { makeHear } from './hear.ts';
import type { Nudges } from './nudges.ts';
import type { EngineParts, EngineTiming, EventSource } from './parts.ts';

/** Receipts of up to ten events that are seen to at the same time by this process. */
const batchesAtOnce = 20;

/** A loop that takes events off a queue until it is stopped. */
export interface Listening {
  /** Why events cannot be read now, for operators. */
  trouble(): string | undefined;
  stop(): Promise<void>;
}

/**
 * Takes events off the queue, any number of workers together. A message is taken off only when what it called for is
 * written and noted, so a worker that dies leaves it to another; one that AWS was too busy for stays hidden for a minute
 * and comes again, five times; the rounds find what gets lost.
 */
export function startListening(
  { queue, observe }: EventSource,
  parts: EngineParts,
  timing: EngineTiming,
  nudges: Nudges,
): Listening {
  const { store, log } = parts;
  const end = new AbortController();
  const hear = makeHear(parts, timing, nudges, end.signal);
  const underWay = new Set<Promise<void>>();
  let trouble: string | undefined;

  async function serve(events: readonly QueuedEvent[], strange: readonly string[]): Promise<void> {
    const now = await store.clock();
    const byId = new Map(events.map((event) => [event.id, event]));
    const fresh = await store.heard.fresh([...byId.keys()]);
    const settled: string[] = [];
    await Promise.all(
      [...byId.values()].map(async (event) => {
        const outcome = fresh.has(event.id) ? await hear(event, now) : 'double';
        if (outcome !== 'later') settled.push(event.id);
        observe(event.detailType, outcome, Math.max(0, (await store.clock()) - Date.parse(event.at)) / 1000);
      }),
    );
    await store.heard.note(settled.filter((id) => fresh.has(id)));
    const isSettled = new Set(settled);
    const off = events.filter(({ id }) => isSettled.has(id)).map(({ receipt }) => receipt);
    await queue.done([...off, ...strange]);
  }

  async function take(): Promise<void> {
    const { events, strange } = await queue.receive(end.signal);
    if (trouble !== undefined) log.info({}, 'events are read again');
    trouble = undefined;
    for (const _ of strange) observe('none', 'strange', 0);
    const serving = serve(
      events,
      strange.map(({ receipt }) => receipt),
    )
      .catch((error: unknown) => log.error({ err: error }, 'events could not be seen to; they come again'))
      .finally(() => underWay.delete(serving));
    underWay.add(serving);
    if (underWay.size >= batchesAtOnce) await Promise.race(underWay);
  }

  async function loop(): Promise<void> {
    for (let failures = 0; !end.signal.aborted; ) {
      try {
        await take();
        failures = 0;
      } catch (error) {
        if (end.signal.aborted) return;
        trouble = error instanceof Error ? error.message : String(error);
        const fix = error instanceof UserError ? error.hint : undefined;
        log.error(
          { why: trouble, fix, err: error },
          'the queue of events cannot be read: only the rounds find what happens',
        );
        const pause = backOff(failures, timing.busyMs, timing.busyMostMs, timing.busyMs);
        await delay(pause, undefined, { signal: end.signal }).catch(() => undefined);
        failures += 1;
      }
    }
  }

  const going = loop();
  return {
    trouble: () => trouble,
    async stop() {
      end.abort();
      await going;
      await Promise.allSettled(underWay);
    },
  };
}
