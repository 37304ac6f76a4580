import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { withRedis } from './open-store.ts';
import { sampleRun } from './sample-run.ts';

const { open } = withRedis();

test('a round is made by one at a time, and again when its pause is over', async () => {
  const { store } = open();
  const both = await Promise.all([store.rounds.take(['a', 'b'], 5, 60_000), store.rounds.take(['a', 'b'], 5, 60_000)]);
  expect(both.flat().map(({ round }) => round)).toEqual(['a', 'b']);
  const [a] = both.flat();
  if (!a) throw new Error('nothing taken');
  expect(await store.rounds.end(a, 50)).toBe(true);
  expect(await store.rounds.take(['a', 'b'], 5, 60_000)).toEqual([]);
  await pause(60);
  expect((await store.rounds.take(['a', 'b'], 5, 60_000)).map(({ round }) => round)).toEqual(['a']);
});

test('no more than asked for are handed out', async () => {
  const { store } = open();
  expect(await store.rounds.take(['a', 'b', 'c'], 2, 60_000)).toHaveLength(2);
  expect((await store.rounds.take(['a', 'b', 'c'], 2, 60_000)).map(({ round }) => round)).toEqual(['c']);
});

test('who held it too long ends nothing: it is another one’s by then', async () => {
  const { store } = open();
  const [late] = await store.rounds.take(['a'], 1, 5);
  const again = await eventually('the hold to end', async () => (await store.rounds.take(['a'], 1, 60_000))[0]);
  if (!late) throw new Error('nothing taken');
  expect(await store.rounds.end(late, 0, 'late')).toBe(false);
  expect(await store.rounds.troubles()).toEqual([]);
  expect(await store.rounds.take(['a'], 1, 1)).toEqual([]);
  expect(await store.rounds.end(again, 0)).toBe(true);
});

test('trouble keeps since when, tells the newest reason, and ends with the first round that works', async () => {
  const { store } = open();
  const round = async (why?: string) => {
    const held = await eventually('the round', async () => (await store.rounds.take(['a'], 1, 60_000))[0]);
    await store.rounds.end(held, 0, why);
    return (await store.rounds.troubles())[0];
  };
  const first = await round('no "key"');
  await pause(5);
  const second = await round('no role');
  expect(first).toMatchObject({ round: 'a', why: 'no "key"' });
  expect(second).toMatchObject({ round: 'a', since: first?.since, why: 'no role' });
  expect(second?.at).toBeGreaterThan(first?.at ?? 0);
  expect(await round()).toBeUndefined();
});

test('trouble of a place that is asked no more is forgotten after a day', async () => {
  const { store, redis, prefix } = open();
  const old = Date.now() - 86_400_001;
  await redis.hset(`${prefix}rounds:troubles`, 'gone', JSON.stringify({ since: old, at: old, why: 'old' }));
  expect(await store.rounds.troubles()).toEqual([]);
});

test('a request key that is remembered for ever has no end, another has a day', async () => {
  const { store, redis, prefix } = open();
  const make = (now: number) => ({ run: sampleRun(now), audit: [] });
  const first = await store.runs.create('build-1', make, 'ever');
  await store.runs.create('typed', make);
  expect(await redis.ttl(`${prefix}request:build-1`)).toBe(-1);
  expect(await redis.ttl(`${prefix}request:typed`)).toBeGreaterThan(86_000);
  expect(await store.runs.create('build-1', make, 'ever')).toEqual({ run: first.run, created: false });
});

test('a round is woken before its time, though not more often than the gap allows', async () => {
  const { store } = open();
  const round = async () => (await store.rounds.take(['a'], 1, 60_000))[0];
  const end = async (inMs = 60_000) => {
    const held = await round();
    if (!held) throw new Error('nothing taken');
    await store.rounds.end(held, inMs);
  };
  await end();
  await store.rounds.wake(['a'], 100);
  await end();
  await store.rounds.wake(['a'], 100);
  expect(await round()).toBeUndefined();
  await pause(110);
  await end();
  // One never made is due without it.
  await store.rounds.wake(['never-made'], 100);
  expect(await store.rounds.take(['never-made'], 1, 60_000)).toHaveLength(1);
});

test('one woken while it is under way is made again at once; if its maker died, whoever takes it up does it', async () => {
  const { store } = open();
  const take = async (holdMs = 60_000) => (await store.rounds.take(['a'], 1, holdMs))[0];
  const first = await take();
  if (!first) throw new Error('nothing taken');
  await store.rounds.wake(['a'], 50);
  await store.rounds.wake(['a'], 50);
  expect(await take()).toBeUndefined();
  await store.rounds.end(first, 60_000);
  const second = await take(20);
  if (!second) throw new Error('not made again');
  await store.rounds.wake(['a'], 0);
  const third = await eventually('the hold to end', async () => take());
  await store.rounds.end(third, 60_000);
  expect(await take()).toBeUndefined();
});
