import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { SlackMessage } from '../../../sandbox/contract.ts';
import { keyPrefix } from '../../../src/store/key-prefix.ts';
import type { Lane } from '../support/lane.ts';

const patienceMs = 90_000;
/** An event of an instance that has ended by the time it is read is put back until it is three minutes old. */
const eventPatienceMs = 300_000;
const lookMs = 100;

const filesIn = (folder: string): number => readdirSync(new URL(`../../../src/${folder}/`, import.meta.url)).length;
/** Of the sandbox's configuration: two accounts in two Regions each. */
const places = 4;

/** Moves the moments at which something is handed out again, and leaves everything else where it is. */
const passLua = `
local ms = ARGV[1]
for _, name in ipairs({ 'due', 'places', 'schedules:due' }) do
  local list = KEYS[1] .. name
  for _, member in ipairs(redis.call('ZRANGE', list, 0, -1)) do redis.call('ZINCRBY', list, -ms, member) end
end
local rounds = KEYS[1] .. 'rounds'
for _, round in ipairs(redis.call('ZRANGE', rounds, 0, -1)) do
  local due = redis.call('ZINCRBY', rounds, -ms, round)
  if redis.call('HEXISTS', rounds .. ':held', round) == 1 then
    redis.call('HSET', rounds .. ':held', round, string.format('%.0f', due))
  end
end
`;

/** The lane's clock: what comes round comes now, without anybody waiting for it. */
export interface Clock {
  readonly lane: Lane;
  /** What everybody sees and was not there when the play began: a lane's Slack forgets nothing. */
  messages(): readonly SlackMessage[];
  /** Waits until this is so. */
  until(what: string | (() => string), isSo: () => boolean | Promise<boolean>, mostMs?: number): Promise<void>;
  /** These rounds come round until this is so: `chore tell`, `compliance 111122223333 eu-west-1`. */
  round(rounds: readonly string[], what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** Two minutes later, for whatever a process held that died: rounds, and messages of the queue. */
  pass(): Promise<void>;
  /** Every round was made once, and none is under way. */
  settled(): Promise<void>;
  /** Nothing waits to be shown, no event is left on the queue, no run is on its way to its end. */
  quiet(): Promise<void>;
}

export function makeClock(lane: Lane): Clock {
  const { redis, store, sandbox } = lane;
  const key = (name: string): string => `${keyPrefix}${name}`;
  const until: Clock['until'] = async (what, isSo, mostMs = patienceMs) => {
    for (const end = Date.now() + mostMs; !(await isSo()); await pause(lookMs))
      if (Date.now() > end)
        throw new Error(`lost: not after ${mostMs / 1000} s: ${typeof what === 'string' ? what : what()}`);
  };
  const earlier = new Set(sandbox.slack.messages().map(({ ts }) => ts));
  return {
    lane,
    messages: () =>
      sandbox.slack.messages().filter(({ ts, ephemeralTo, deleted }) => !ephemeralTo && !deleted && !earlier.has(ts)),
    until,
    async round(rounds, what, isSo) {
      await until(what, async () => {
        if (await isSo()) return true;
        await store.rounds.wake(rounds, 1000);
        return false;
      });
    },
    async pass() {
      await redis.call('EVAL', passLua, 1, keyPrefix, 120_000);
      sandbox.aws.hands.showMessages();
    },
    settled: () =>
      until('every round was made once', async () => {
        const all = filesIn('patrols') * places + filesIn('chores');
        const [made, held] = await Promise.all([redis.zcard(key('rounds')), redis.hlen(key('rounds:held'))]);
        return made >= all && held === 0;
      }),
    async quiet() {
      let shows: readonly string[] = [];
      const events = () => sandbox.aws.hands.messagesLeft();
      const what = () => `all is shown, and no event is left; left are ${events()} events and ${shows.join(', ')}`;
      const isQuiet = async (): Promise<boolean> => {
        const queues = ['urgent', 'normal'].map((queue) => redis.zrange(key(`out:${queue}`), 0, '-1'));
        shows = (await Promise.all(queues)).flat();
        return shows.length === 0 && events() === 0;
      };
      await until(what, isQuiet, eventPatienceMs);
    },
  };
}
