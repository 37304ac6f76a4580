import type { Heard } from '../core/heard.ts';
import { type Access, operate } from './access.ts';
import { freshEventsLua, noteEventsLua } from './lua/heard.ts';
import { readScript, writeScript } from './script.ts';

const fresh = readScript(freshEventsLua);
const note = writeScript(noteEventsLua);

/**
 * SQS hands a message out again within minutes; a double that comes later costs one look more. A large organisation has
 * millions of events a day, so they are not remembered for longer than that.
 */
const rememberedSeconds = 3600;

/** Events that were dealt with, a key each. */
export function makeHeard(access: Access): Heard {
  return {
    fresh: (ids) =>
      operate(access, async (call) => new Set(ids.length > 0 ? ((await call(fresh, ...ids)) as string[]) : [])),
    note: (ids) =>
      operate(access, async (call) => {
        if (ids.length > 0) await call(note, rememberedSeconds, ...ids);
      }),
  };
}
