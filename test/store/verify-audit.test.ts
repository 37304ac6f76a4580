import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit.ts';
import { hashOf } from '../../src/core/verify-audit.ts';
import type { RedisClient } from '../../src/store/connect.ts';
import { keysOf } from './keys-of.ts';
import { withRedis } from './open-store.ts';
import { event, sampleRun } from './sample-run.ts';
import { loggedIn, verifyAudit } from './whole-log.ts';

const { open } = withRedis();

type Damage = (lines: readonly AuditEntry[]) => readonly AuditEntry[];

const changed =
  (index: number, change: Partial<AuditEntry>): Damage =>
  (lines) =>
    lines.map((line, i) => (i === index ? { ...line, ...change } : line));

async function sixLines() {
  const opened = open();
  const { store } = opened;
  const { run } = await store.runs.create('k', (now) => ({
    run: sampleRun(now),
    audit: [event('requested', { about: ['ami-9'] })],
  }));
  await store.audit.append([
    event('refused', { details: { text: 'ümlaut "quoted" \n ☃' } }),
    event('vote', { runId: run.id }),
  ]);
  await store.runs.update(run.id, (found) => ({
    run: found,
    audit: [event('state'), event('aws', { about: ['ami-9'] })],
  }));
  await store.audit.append([event('last')]);
  return { ...opened, run, lines: await loggedIn(store.audit, 1, 100) };
}

test('the log as written verifies, in one piece and page by page', async () => {
  const { store, lines } = await sixLines();
  expect(lines.map((line) => line.sequence)).toEqual([1, 2, 3, 4, 5, 6]);
  const whole = verifyAudit(lines);
  const first = verifyAudit(await loggedIn(store.audit, 1, 4));
  if (!first.ok) throw new Error(first.why);
  expect(verifyAudit(await loggedIn(store.audit, 5, 4), first.tail)).toEqual(whole);
});

describe('the note of where the log ends is not what it hangs on', () => {
  const harms = {
    'taken away': (redis, tail) => redis.del(tail),
    'set back': (redis, tail) => redis.hset(tail, 'sequence', '3', 'hash', 'somebody’s'),
    'something else': (redis, tail) => redis.hset(tail, 'sequence', 'many'),
    'of another type': (redis, tail) => redis.multi().del(tail).set(tail, 'text').exec(),
  } satisfies Record<string, (redis: RedisClient, tail: string) => Promise<unknown>>;
  test.each(Object.entries(harms))('%s: what is written next goes on from the last line', async (_, harm) => {
    const { store, redis, prefix } = await sixLines();
    await harm(redis, `${prefix}audit:tail`);
    await store.audit.append([event('next'), event('and one more')]);
    const lines = await loggedIn(store.audit, 1, 100);
    expect(lines.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(verifyAudit(lines)).toMatchObject({ ok: true, tail: { sequence: 8 } });
    expect(await store.audit.ends()).toMatchObject({ last: { sequence: 8 }, counted: { sequence: 8 } });
  });
});

test('where the newest lines were cut off and the note set back, writes go on behind them, and the gap is found', async () => {
  const { store, redis, prefix, run, lines } = await sixLines();
  await redis.xdel(`${prefix}audit`, '5-0', '6-0');
  await redis.hset(`${prefix}audit:tail`, 'sequence', '4', 'hash', lines[3]?.hash ?? '');
  await store.runs.update(run.id, (found) => ({ run: { ...found, state: 'running' }, audit: [event('state')] }));
  await store.audit.append([event('next')]);
  const left = await loggedIn(store.audit, 1, 100);
  expect(left.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 7, 8]);
  expect(verifyAudit(left)).toMatchObject({ ok: false, sequence: 5 });
  expect((await store.runs.get(run.id))?.state).toBe('running');
});

test('where the log cannot be written, nothing else is', async () => {
  const { store, redis, prefix, run } = await sixLines();
  await redis.multi().del(`${prefix}audit`).set(`${prefix}audit`, 'text').exec();
  const before = await keysOf(redis, `${prefix}*`);
  const update = store.runs.update(run.id, (found) => ({ run: { ...found, state: 'done' }, audit: [event('state')] }));
  await expect(update).rejects.toThrow();
  const create = store.runs.create('other', (now) => ({ run: sampleRun(now), audit: [event('requested')] }));
  await expect(create).rejects.toThrow();
  expect((await store.runs.get(run.id))?.state).toBe('queued');
  expect((await keysOf(redis, `${prefix}*`)).toSorted()).toEqual(before.toSorted());
});

test('lines are found by AWS id and by run', async () => {
  const { store, run } = await sixLines();
  expect((await store.audit.about('ami-9')).map((line) => line.sequence)).toEqual([1, 5]);
  expect((await store.audit.about(run.id)).map((line) => line.action)).toEqual(['vote']);
});

describe('tampering is found at the first broken line', () => {
  const damage = {
    'text of an event': changed(2, { details: { text: 'other' } }),
    'who did it': changed(1, { actor: 'U9' }),
    'when it was': changed(3, { at: new Date(0).toISOString() }),
    'a line taken out': (lines) => lines.toSpliced(2, 1),
    'two lines swapped': (lines) => [0, 2, 1, 3, 4, 5].flatMap((i) => lines[i] ?? []),
    'a line put in twice': (lines) => [0, 1, 2, 2, 3, 4, 5].flatMap((i) => lines[i] ?? []),
    'the beginning cut off': (lines) => lines.slice(1),
  } satisfies Record<string, Damage>;
  const firstBroken = [3, 2, 4, 3, 2, 3, 1];
  test.each(Object.entries(damage).map(([name, apply], i) => ({ name, apply, expected: firstBroken[i] })))(
    '$name',
    async ({ apply, expected }) => {
      const { lines } = await sixLines();
      expect(verifyAudit(apply([...lines]))).toMatchObject({ ok: false, sequence: expected });
    },
  );

  test('a forger who computes the hash of the changed line anew is found at the next one', async () => {
    const { lines } = await sixLines();
    const [one, two, ...rest] = lines;
    if (!one || !two) throw new Error('no lines');
    const forged = { ...two, actor: 'U9' };
    expect(verifyAudit([one, { ...forged, hash: hashOf(forged) }, ...rest])).toMatchObject({ ok: false, sequence: 3 });
  });
});
