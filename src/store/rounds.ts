import { z } from 'zod';
import { Moment } from '../core/moment.ts';
import type { Rounds } from '../core/rounds.ts';
import { UnreadableRecord } from '../core/unreadable-record.ts';
import { type Access, operate } from './access.ts';
import { endRoundLua, roundTroublesLua, takeRoundsLua, wakeRoundsLua } from './lua/rounds.ts';
import { readable } from './readable.ts';
import { readScript, writeScript } from './script.ts';

const take = writeScript(takeRoundsLua);
const end = writeScript(endRoundLua);
const wake = writeScript(wakeRoundsLua);
const troubles = readScript(roundTroublesLua);

/** What was not seen again for so long is of a place or a patrol that is no more. */
const forgottenMs = 86_400_000;

const Trouble = z.object({
  since: z.coerce.number().pipe(Moment),
  at: z.coerce.number().pipe(Moment),
  why: z.string(),
});

/** @throws UnreadableRecord */
function decode(round: string, body: string) {
  try {
    return { round, ...Trouble.parse(JSON.parse(body)) };
  } catch (error) {
    throw new UnreadableRecord(`rounds:troubles ${round}`, error);
  }
}

/**
 * Rounds on a sorted set; its scores are both when each is due and who holds it. `held` tells the two apart, for those who
 * would make one due.
 * @param onUnreadable told of troubles that a list had to leave out
 */
export function makeRounds(access: Access, onUnreadable: (error: unknown) => void = () => {}): Rounds {
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
    wake: (rounds, gapMs) =>
      operate(access, async (call) => {
        if (rounds.length > 0) await call(wake, Math.round(gapMs), ...rounds);
      }),
    troubles: () =>
      operate(access, async (call) => {
        const [now, ...flat] = (await call(troubles)) as string[];
        return readable(flat.length / 2, onUnreadable, (i) => decode(flat[i * 2] ?? '', flat[i * 2 + 1] ?? '')).filter(
          ({ at }) => Number(now) - at < forgottenMs,
        );
      }),
  };
}
