import { z } from 'zod';
import type { LogState, LogWatch } from '../core/log-watch.ts';
import { Moment } from '../core/moment.ts';
import { type Access, operate } from './access.ts';
import { readMarkLua, writeMarkLua } from './lua/marks.ts';
import { encodeNotice } from './run-codec.ts';
import { readScript, writeScript } from './script.ts';

const read = readScript(readMarkLua);
const write = writeScript(writeMarkLua);
const place = ['audit:watch', 'state'] as const;

const StoredState = z.object({
  breaks: z.array(z.object({ sequence: z.int(), why: z.string() })),
  lost: z.array(z.object({ sequence: z.int(), hash: z.string(), at: Moment, heldBy: z.string() })),
  how: z.enum(['anew', 'ended', 'rewritten']).optional(),
  toldAt: Moment,
});
const nothing: LogState = { breaks: [], lost: [], toldAt: 0 };

function decode(body: string): LogState {
  if (body === '') return nothing;
  try {
    return StoredState.parse(JSON.parse(body));
  } catch {
    // Whoever writes to Redis must not be able to stop the check by it: things are told anew.
    return nothing;
  }
}

/** What was told of the audit log, on Redis. */
export const makeLogWatch = (access: Access): LogWatch => ({
  state: () =>
    operate(access, async (call) => {
      const version = (await call(read, ...place)) as string;
      return { state: decode(version), version };
    }),
  told: (version, state, said) =>
    operate(access, async (call) => {
      const notice = said ? JSON.stringify(encodeNotice(said)) : '';
      return Number(await call(write, ...place, version, JSON.stringify(StoredState.parse(state)), notice)) === 1;
    }),
});
