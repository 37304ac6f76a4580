import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { cast } from '../../sandbox/story/stage.ts';
import { ask, everybody } from './support/ask.ts';
import { type Front, openFront } from './support/front.ts';
import { liveBlocks, liveMessage, mark } from './support/live.ts';
import { longest, seed, times } from './support/seed.ts';
import { type Stored, storeSome } from './support/stored.ts';
import { makeTally } from './support/tally.ts';
import { spoil, wrecks } from './support/wrecks.ts';

const tally = makeTally();
afterAll(() => console.log(`fuzz, stored records: ${tally.total()} (seed ${seed})\n${tally.lines()}`));

let front: Front;
let stored: Stored;
/** Every record as it was before anything was done to it. */
const whole = new Map<string, Buffer>();
/** Puts it back: commands may have done what they are for, and what was shown is forgotten by the outbox. */
async function restore(key: string): Promise<void> {
  await front.redis.del(front.prefix + key);
  await front.redis.restore(front.prefix + key, 0, whole.get(key) ?? '');
}
/** What stands at a key, whatever it is now. Its dump would tell apart what is only ordered otherwise. */
async function contentOf(key: string): Promise<string> {
  const type = await front.redis.type(key);
  if (type === 'hash') return JSON.stringify(Object.entries(await front.redis.hgetall(key)).sort());
  return type === 'string' ? JSON.stringify(await front.redis.get(key)) : String(await front.redis.dump(key));
}
beforeEach(async () => {
  front = await openFront();
  stored = await storeSome(front);
  for (const { key } of stored.places) whole.set(key, await front.redis.dumpBuffer(front.prefix + key));
});
afterEach(() => front?.close());

const everywhere = [
  'runs',
  'status',
  'compliance',
  'schedules',
  'show ami-0a1b2c3d4e5f6a002',
  'history ami-0a1b2c3d4e5f6a006',
  'verify ami-0a1b2c3d4e5f6a006',
  'find web',
  'create web-1 --name another-1',
  'exempt i-00000000000000002 --until 2027-01-01 --reason "later"',
  'assign v-aaaaaaaaaa <@U0ADA00001|ada>',
  'replacement i-00000000000000001',
];
const about = (key: string): readonly string[] => {
  const [kind = '', id = ''] = key.split(':');
  if (kind === 'run' || kind === 'posted')
    return ['status', 'cancel', 'retry', 'undo', 'approve', 'withdraw'].map((verb) => `${verb} ${id}`);
  if (kind === 'schedule') return [`schedules ${id}`, `schedules ${id} --pause`, 'runs'];
  if (kind === 'violation') return ['compliance', `exempt ${id} --until 2027-01-01 --reason "later"`];
  return ['compliance', 'status'];
};

/** It goes on showing cards meanwhile. */
const isOfTheOutbox = (kind: string): boolean => ['where a card stands', 'what is not shown'].includes(kind);

/** What is said in the log of a record that cannot be read; anything else there is a mistake. */
const isExpected = (line: string): boolean => line.includes('"type":"UnreadableRecord"');

/** So many with one front: what is asked for meanwhile is listed with what was there before. */
const atOnce = 60;
const rounds = Array.from({ length: times(1, 20) }, (_, round) => round + 1);

it.each(rounds)(
  'says of a record that it cannot be read, and nothing else suffers: round %i',
  longest,
  async (round) => {
    const wrong: object[] = [];
    for (const [turn, bad] of fc.sample(wrecks, { seed: seed + round, numRuns: atOnce }).entries()) {
      const found = stored.places[bad.where % stored.places.length];
      if (!found) continue;
      const key = front.prefix + found.key;
      await restore(found.key);
      const seen = front.log.length;
      const text = await spoil(front.redis, key, found.field, bad);
      const spoilt = await contentOf(key);
      const said: string[] = [];
      const lines = [
        `status ${stored.good}`,
        'runs',
        about(found.key)[turn % about(found.key).length] ?? 'runs',
        everywhere[turn % everywhere.length] ?? 'runs',
      ];
      for (const line of lines) {
        const { words, complaints } = await ask(front, line);
        said.push(words);
        // What stands in the record may stand in the answer.
        const ours = complaints.filter((one) => !text.includes(one));
        if (ours.length > 0) wrong.push({ line, at: found.key, how: bad.how, text: text.slice(0, 400), ours, words });
      }
      if (!said[0]?.includes(stored.good) || !said[1]?.includes(stored.good))
        wrong.push({ at: found.key, how: bad.how, why: 'the good run is not told of', said: said.slice(0, 2) });
      if (turn % 5 === 0) {
        await front.slack.hands.openHome({ user: cast.ada });
        const home = await front.slack.awaitView(cast.ada, ({ type }) => type === 'home');
        const live = liveBlocks(home.blocks, everybody);
        if (live.length > 0) wrong.push({ at: found.key, live });
      }
      const told = said.join('\n');
      const outcome = told.includes('cannot be read')
        ? 'said to be unreadable'
        : told.includes(mark)
          ? 'shown'
          : 'as it is';
      tally.count(found.kind, outcome);
      const errors = front.log.slice(seen).filter((line) => /"level":(50|60)/.test(line) && !isExpected(line));
      if (errors.length > 0) wrong.push({ at: found.key, how: bad.how, text: text.slice(0, 400), lines, errors });
      // What nobody can read is left to whoever can.
      const isReadOnly =
        !/^(assign|cancel|retry|approve|withdraw|create|exempt|schedules .*--)/.test(lines[2] ?? '') &&
        !/^(assign|create|exempt)/.test(lines[3] ?? '');
      if (isReadOnly && !isOfTheOutbox(found.kind) && (await contentOf(key)) !== spoilt)
        wrong.push({ at: found.key, how: bad.how, why: 'it was changed by being looked at', lines });
      await restore(found.key);
    }
    for (const card of front.slack.messages()) {
      const complaints = liveMessage(card, everybody);
      if (complaints.length > 0) wrong.push({ card: card.text.slice(0, 200), complaints });
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(front.slack.problems).toEqual([]);
    expect(await front.leaks()).toEqual([]);
    expect(tally.total()).toBeGreaterThanOrEqual(round * (atOnce - 10));
    // Else nothing was broken, or nobody looked.
    expect(tally.of('run', 'said to be unreadable')).toBeGreaterThan(2 * round);
  },
);
