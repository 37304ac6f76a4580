import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { ask } from './support/ask.ts';
import { bend, bends } from './support/bend-index.ts';
import { type Front, openFront } from './support/front.ts';
import { longest, seed, times } from './support/seed.ts';
import { type Stored, storeSome } from './support/stored.ts';
import { makeTally } from './support/tally.ts';

const tally = makeTally();
afterAll(() => console.log(`fuzz, indexes and audit lines: ${tally.total()} (seed ${seed})\n${tally.lines()}`));

let front: Front;
let stored: Stored;
/** Keys that are no record: which records there are, which wait for something, and the audit log. */
let indexes: readonly string[];
beforeEach(async () => {
  front = await openFront();
  stored = await storeSome(front);
  const records = new Set(
    stored.places.filter(({ field }) => field === undefined).map(({ key }) => front.prefix + key),
  );
  const all = await front.redis.keys(`${front.prefix}*`);
  indexes = all.filter((key) => !records.has(key) && !key.startsWith(`${front.prefix}run:`)).sort();
});
afterEach(() => front?.close());

const lines = [
  'runs',
  'runs --all',
  'status',
  'compliance',
  'schedules',
  'show ami-0a1b2c3d4e5f6a002',
  'history ami-0a1b2c3d4e5f6a006',
  'verify ami-0a1b2c3d4e5f6a006',
  'exempt i-00000000000000002 --until 2027-01-01 --reason "later"',
  'replacement i-00000000000000001',
  'create web-1 --name another-1',
];

/** Said of a record that cannot be read, and of a key that holds something else altogether. */
const isExpected = (line: string): boolean => line.includes('"type":"UnreadableRecord"');
const isOfAnotherType = (line: string): boolean => line.includes('WRONGTYPE');

it(
  'every line is answered whatever an index or the audit log says, and all is as before once it is put back',
  longest,
  async () => {
    const wrong: object[] = [];
    for (const [turn, one] of fc.sample(bends, { seed, numRuns: times(60, 20) }).entries()) {
      const key = indexes[one.where % indexes.length];
      if (key === undefined) continue;
      const before = (await front.redis.dumpBuffer(key)) ?? Buffer.alloc(0);
      const seen = front.log.length;
      await bend(front.redis, key, one);
      const asked = [lines[turn % lines.length] ?? 'runs', `status ${stored.good}`, `history ${stored.good}`];
      for (const line of asked) {
        const { words, complaints } = await ask(front, line);
        const excused = one.how === 'another type' ? ['on our side'] : [];
        const ours = complaints.filter((complaint) => !excused.includes(complaint) && !one.text.includes(complaint));
        if (ours.length > 0) wrong.push({ line, key, ...one, ours, words });
      }
      const errors = front.log
        .slice(seen)
        .filter((line) => /"level":(50|60)/.test(line) && !isExpected(line))
        .filter((line) => one.how !== 'another type' || !isOfAnotherType(line));
      if (errors.length > 0) wrong.push({ key, ...one, asked, errors });
      tally.count(key.slice(front.prefix.length).replace(/[:].*/, ''), one.how);
      await front.redis.del(key);
      if (before.length > 0) await front.redis.restore(key, 0, before);
    }
    const { words, complaints } = await ask(front, `status ${stored.good}`);
    expect(complaints).toEqual([]);
    expect(words).toContain(stored.good);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(front.slack.problems).toEqual([]);
    expect(await front.leaks()).toEqual([]);
    expect(tally.total()).toBeGreaterThanOrEqual(times(50, 20));
  },
);
