import { z } from 'zod';
import type { Rounds } from '../core/rounds.ts';
import { type Access, operate } from './access.ts';
import { endRoundLua, roundTroublesLua, takeRoundsLua } from './lua/rounds.ts';
import { readScript, writeScript } from './script.ts';

const take = writeScript(takeRoundsLua);
const end = writeScript(endRoundLua);
const troubles = readScript(roundTroublesLua);

/** What was not seen again for so long is of a place or a patrol that is no more. */
const forgottenMs = 86_400_000;

const Trouble = z.object({ since: z.coerce.number(), at: z.coerce.number(), why: z.string() });

/** Rounds on a sorted set; its scores are both when each is due and who holds it. */
export function makeRounds(access: Access): Rounds {
  return {
    take: (rounds, limit, holdMs) =>
      operate(access, async (call) => {
        const flat = (await call(take, Math.round(holdMs), limit, ...rounds)) as string[];
        return Array.from({ length: flat.length / 2 }, (_, i) => ({
          round: flat[i * 2] ?? '',
          until: Number(flat[i * 2 + 1]),
        }));
      }),
    end: ({ round, until }, inMs, trouble = '') =>
      operate(access, async (call) => Number(await call(end, round, until, Math.round(inMs), trouble)) === 1),
    troubles: () =>
      operate(access, async (call) => {
        const [now, ...flat] = (await call(troubles)) as string[];
        return Array.from({ length: flat.length / 2 }, (_, i) => ({
          round: flat[i * 2] ?? '',
          ...Trouble.parse(JSON.parse(flat[i * 2 + 1] ?? '')),
        })).filter(({ at }) => Number(now) - at < forgottenMs);
      }),
  };
}
