import { Wait } from '../core/run.ts';
import type { WatchList } from '../core/store.ts';
import { UnreadableRecord } from '../core/unreadable-record.ts';
import { type Access, operate } from './access.ts';
import { addWaitLua, removeWaitLua, schedulePlaceLua, takePlacesLua, waitsLua } from './lua/lists.ts';
import { readable } from './readable.ts';
import { readScript, writeScript } from './script.ts';

const add = writeScript(addWaitLua);
const waits = readScript(waitsLua);
const remove = writeScript(removeWaitLua);
const takePlaces = writeScript(takePlacesLua);
const schedule = writeScript(schedulePlaceLua);

const placeOf = (account: string, region: string): string => `${account} ${region}`;

function decodeWait(place: string, field: string, body: string) {
  const [runId = '', ...key] = field.split(' ');
  try {
    return { runId, key: key.join(' '), wait: Wait.parse(JSON.parse(body)) };
  } catch (error) {
    throw new UnreadableRecord(`waits:${place}`, error);
  }
}

export interface WatchListTiming {
  /** Least time between two looks at a place because of new waits, in ms. */
  readonly gapMs: number;
  /** How long a place that is due is left to the one who got it, in ms. */
  readonly holdMs: number;
}

/**
 * What is waited for, per place, and when each place is looked at next.
 * @param onUnreadable told of waits that cannot be read: their runs are brought back by the due list
 */
export function makeWatchList(
  access: Access,
  timing: WatchListTiming = { gapMs: 2000, holdMs: 30_000 },
  onUnreadable: (error: unknown) => void = () => {},
): WatchList {
  return {
    add: (runId, key, wait) =>
      operate(access, async (call) => {
        await call(add, placeOf(wait.account, wait.region), `${runId} ${key}`, JSON.stringify(wait), timing.gapMs);
      }),
    all: (account, region) =>
      operate(access, async (call) => {
        const place = placeOf(account, region);
        const flat = (await call(waits, place)) as string[];
        return readable(flat.length / 2, onUnreadable, (i) =>
          decodeWait(place, flat[i * 2] ?? '', flat[i * 2 + 1] ?? ''),
        );
      }),
    remove: (account, region, runId, key) =>
      operate(access, async (call) => {
        await call(remove, placeOf(account, region), `${runId} ${key}`);
      }),
    duePlaces: (limit) =>
      operate(access, async (call) =>
        ((await call(takePlaces, limit, timing.holdMs)) as string[]).map((place) => {
          const [account = '', region = ''] = place.split(' ');
          return { account, region };
        }),
      ),
    schedule: (account, region, inMs) =>
      operate(access, async (call) => {
        await call(schedule, placeOf(account, region), Math.round(inMs), timing.gapMs);
      }),
  };
}
