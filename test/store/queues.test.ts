import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Notice, OutboxItem } from '../../src/core/store.ts';
import { eventually } from './eventually.ts';
import { keysOf } from './keys-of.ts';
import { withRedis } from './open-store.ts';
import { newRunId, sampleRun } from './sample-run.ts';

const { open } = withRedis();

const notice = (key: string, urgent: boolean, runId = 'r-x'): Notice => ({
  key,
  runId,
  to: { kind: 'thread' },
  urgent,
  message: { title: key, lines: [[{ kind: 'time', at: new Date(86_400_000) }]] },
});
const names = (items: readonly OutboxItem[]) =>
  items.map((item) => (item.kind === 'card' ? `card@${item.version}` : item.notice.key));

async function withRun() {
  const opened = open();
  const { run } = await opened.store.runs.create('k', (now) => ({ run: sampleRun(now), audit: [] }));
  const touch = (more: object = {}, notices: readonly Notice[] = []) =>
    opened.store.runs.update(run.id, (found) => ({ run: { ...found, ...more }, audit: [], notices }));
  return { ...opened, run, touch, outbox: opened.store.outbox };
}

describe('outbox', () => {
  test('one card per run however often it changes, and the newest version of it', async () => {
    const { outbox, touch } = await withRun();
    for (let percent = 1; percent <= 50; percent++) await touch({ progress: { phase: 'creating', percent } });
    expect(names(await outbox.take(10, 60_000))).toEqual(['card@51']);
    expect(await outbox.take(10, 60_000)).toEqual([]);
  });

  test('a lease write does not touch the card', async () => {
    const { outbox, store, run } = await withRun();
    const [card] = await outbox.take(10, 60_000);
    if (card) await outbox.done(card);
    await store.runs.update(run.id, (found) => ({ run: { ...found, starts: 1 }, audit: [], card: false }));
    expect(await outbox.take(10, 60_000)).toEqual([]);
  });

  test('a card that changed while it was being shown is shown again', async () => {
    const { outbox, touch } = await withRun();
    const [card] = await outbox.take(1, 60_000);
    await touch({ progress: { phase: 'tagging' } });
    expect(await outbox.take(1, 60_000)).toEqual([]);
    if (card) await outbox.done(card);
    expect(names(await outbox.take(1, 60_000))).toEqual(['card@2']);
  });

  test('a notice goes out once for ever, with its dates', async () => {
    const { outbox, touch } = await withRun();
    await touch({}, [notice('n1', true)]);
    await touch({}, [notice('n1', true)]);
    const items = await outbox.take(10, 60_000);
    const found = items.flatMap((item) => (item.kind === 'notice' ? [item] : []));
    expect(found.map((item) => item.notice)).toEqual([notice('n1', true)]);
    if (found[0]) await outbox.done(found[0]);
    await touch({}, [notice('n1', true)]);
    expect(names(await outbox.take(10, 60_000))).not.toContain('n1');
  });

  test('urgent goes first, then the oldest; an ending lifts a waiting progress card', async () => {
    const { outbox, touch, store, run } = await withRun();
    for (const item of await outbox.take(10, 60_000)) await outbox.done(item);
    await touch({}, [notice('reminder', false)]);
    await pause(2);
    await touch({}, [notice('decision', true)]);
    expect(names(await outbox.take(1, 60_000))).toEqual(['decision']);
    await store.runs.update(run.id, (found) => ({ run: { ...found, state: 'done' }, audit: [] }));
    expect(names(await outbox.take(1, 60_000))).toEqual(['card@4']);
    expect(names(await outbox.take(1, 60_000))).toEqual(['reminder']);
  });

  test('an item comes back when its lease runs out, and the late holder can no longer push it away', async () => {
    const { outbox, touch } = await withRun();
    for (const item of await outbox.take(10, 60_000)) await outbox.done(item);
    await touch({}, [notice('n', true)]);
    const late = (await outbox.take(10, 5)).find((item) => item.kind === 'notice');
    const again = await eventually('the lease to end', async () =>
      (await outbox.take(10, 60_000)).find((item) => item.kind === 'notice'),
    );
    expect([late?.tries, again.tries]).toEqual([0, 1]);
    if (!late) throw new Error('nothing taken');
    await outbox.later(late, 0, 'late');
    await outbox.fail(late, 'late');
    expect(await outbox.take(10, 60_000)).toEqual([]);
    await outbox.later(again, 0, 'rate limited');
    const [third] = await outbox.take(10, 60_000);
    expect(third).toMatchObject({ tries: 2, waits: 0 });
    if (third) await outbox.later(third, 0, 'waits for its card', 'waited');
    expect(await outbox.take(10, 60_000)).toMatchObject([{ tries: 3, waits: 1 }]);
  });

  test('whoever shows an old card after its lease, over a newer one, has it shown anew', async () => {
    const { outbox, touch } = await withRun();
    const [late] = await outbox.take(1, 5);
    await touch({ state: 'done' });
    const newer = await eventually('the lease to end', async () => (await outbox.take(1, 60_000))[0]);
    await outbox.done(newer);
    expect(await outbox.take(10, 60_000)).toEqual([]);
    if (!late) throw new Error('nothing taken');
    await outbox.done(late);
    const [again] = await outbox.take(1, 60_000);
    expect(names(again ? [again] : [])).toEqual(['card@2']);
    // While somebody has it in hand, it is theirs.
    await outbox.done(late);
    expect(await outbox.take(1, 60_000)).toEqual([]);
  });

  test('what was given up is kept with why; the next change of the card is tried', async () => {
    const { outbox, run, touch } = await withRun();
    const [card] = await outbox.take(1, 60_000);
    if (card) await outbox.fail(card, 'channel_not_found');
    expect(await outbox.failures(run.id)).toEqual(['channel_not_found']);
    expect(await outbox.take(1, 60_000)).toEqual([]);
    await touch({ progress: { phase: 'tagging' } });
    expect(await outbox.take(1, 60_000)).toHaveLength(1);
  });

  test('what was tried and is not shown is known, until it is', async () => {
    const { outbox, run, touch } = await withRun();
    const taken = async () => (await outbox.take(1, 60_000)) as [OutboxItem];
    const [first] = await taken();
    await outbox.later(first, 60_000, 'in hand', 'held');
    await outbox.later(first, 0, 'edits are rationed', 'waited');
    expect(await outbox.unshown()).toEqual([]);
    const [second] = await taken();
    await outbox.later(second, 0, 'the channel is archived');
    const [trouble] = await outbox.unshown();
    expect(trouble).toMatchObject({ what: 'card', runId: run.id, why: 'the channel is archived', isGivenUp: false });
    expect(await outbox.failures(run.id)).toEqual([]);
    const [third] = await taken();
    await outbox.fail(third, 'no place is left');
    expect(await outbox.unshown()).toMatchObject([{ why: 'no place is left', since: trouble?.since, isGivenUp: true }]);
    await touch({ progress: { phase: 'tagging' } });
    const [fourth] = await taken();
    await outbox.done(fourth);
    expect(await outbox.unshown()).toEqual([]);
    expect(await outbox.failures(run.id)).toEqual([]);
  });

  test('a notice that was given up stays told of', async () => {
    const { outbox, run, touch } = await withRun();
    for (const item of await outbox.take(10, 60_000)) await outbox.done(item);
    await touch({}, [notice('n', true, run.id)]);
    const [item] = (await outbox.take(1, 60_000)) as [OutboxItem];
    await outbox.fail(item, 'no place is left');
    expect(await outbox.unshown()).toMatchObject([{ what: 'notice', runId: run.id, isGivenUp: true }]);
    expect(await outbox.failures(run.id)).toEqual(['no place is left']);
  });

  test('many takers at once never get the same item', async () => {
    const { outbox, touch } = await withRun();
    await touch(
      {},
      Array.from({ length: 40 }, (_, i) => notice(`n${i}`, i % 2 === 0)),
    );
    const taken = (await Promise.all(Array.from({ length: 30 }, () => outbox.take(3, 60_000)))).flatMap(names);
    expect(taken).toHaveLength(41);
    expect(new Set(taken).size).toBe(41);
  });

  test('remembers where a card stands', async () => {
    const { outbox } = await withRun();
    expect(await outbox.posted('r-x')).toBeUndefined();
    await outbox.savePosted('r-x', { channel: 'C1', ts: '1.2', shown: 'abc' });
    expect(await outbox.posted('r-x')).toEqual({ channel: 'C1', ts: '1.2', shown: 'abc' });
  });
});

describe('locks', () => {
  const three = async (subject = 'i-0a') => {
    const { store } = open({ dueHoldMs: 600_000 });
    const create = (key: string) => store.runs.create(key, (now) => ({ run: sampleRun(now, { subject }), audit: [] }));
    const ids = [await create('a'), await create('b'), await create('c')].map(({ run }) => run.id);
    return { store, ids: ids as [string, string, string], subject };
  };

  test('are handed on in the order they were asked for', async () => {
    const { store, ids, subject } = await three();
    for (const id of ids) expect(await store.locks.acquire(subject, id)).toBe(ids[0]);
    expect(await store.locks.acquire(subject, ids[0])).toBe(ids[0]);
    expect(await store.locks.release(subject, ids[1])).toBe(ids[0]);
    expect(await store.locks.release(subject, ids[0])).toBe(ids[2]);
    expect(await store.locks.release(subject, ids[2])).toBeUndefined();
  });

  test('the write that ends a run frees its subject and makes the next one due', async () => {
    const { store, ids, subject } = await three();
    for (const id of ids) await store.locks.acquire(subject, id);
    await store.due.take(10);
    await store.runs.update(ids[0], (run) => ({ run: { ...run, state: 'failed' }, audit: [] }));
    expect(await store.due.take(10)).toEqual([ids[1]]);
    expect(await store.locks.acquire(subject, ids[2])).toBe(ids[1]);
  });

  test('a sweep frees what final or vanished runs hold', async () => {
    const { store, ids, subject } = await three();
    await store.locks.acquire(subject, 'r-gone');
    await store.locks.acquire(subject, ids[0]);
    await store.runs.update(ids[1], (run) => ({ run: { ...run, state: 'done' }, audit: [] }));
    await store.locks.acquire('other', ids[1]);
    await store.locks.acquire('other', ids[2]);
    expect([...(await store.locks.sweep())].sort()).toEqual([ids[0], ids[2]].sort());
    expect(await store.locks.sweep()).toEqual([]);
    expect(await store.locks.acquire(subject, ids[2])).toBe(ids[0]);
  });
});

describe('due list', () => {
  test('hands a run out once for a while, keeps what is set, drops final runs, takes back lost ones', async () => {
    const { store, redis, prefix } = open({ dueHoldMs: 50 });
    const { run } = await store.runs.create('k', (now) => ({ run: sampleRun(now), audit: [], due: now - 1 }));
    expect(await store.due.take(5)).toEqual([run.id]);
    expect(await store.due.take(5)).toEqual([]);
    await eventually('the hold to end', async () => (await store.due.take(5)).length);
    await store.runs.update(run.id, (found, now) => ({ run: found, audit: [], due: now + 60_000 }));
    await store.runs.update(run.id, (found) => ({ run: found, audit: [] }));
    expect(Number(await redis.zscore(`${prefix}due`, run.id))).toBeGreaterThan(Date.now() + 50_000);
    await redis.del(`${prefix}due`);
    expect(await store.due.reconcile()).toBe(1);
    expect(await store.due.take(5)).toEqual([run.id]);
    await store.runs.update(run.id, (found) => ({ run: { ...found, state: 'done' }, audit: [] }));
    expect(await redis.zcard(`${prefix}due`)).toBe(0);
    expect(await store.due.reconcile()).toBe(0);
  });
});

describe('watch list', () => {
  const wait = (target: string) => ({
    watch: 'image',
    account: '111122223333',
    region: 'eu-central-1',
    target,
    since: 1,
  });
  const place = { account: '111122223333', region: 'eu-central-1' };

  test('keeps waits by place, hands a place to one caller, forgets it when empty', async () => {
    const { store, redis, prefix } = open({ watchTiming: { gapMs: 0, holdMs: 60_000 } });
    const id = newRunId();
    await store.watches.add(id, 'image:ami-1 with space', wait('ami-1'));
    expect(await store.watches.all(place.account, place.region)).toEqual([
      { runId: id, key: 'image:ami-1 with space', wait: wait('ami-1') },
    ]);
    const handed = await Promise.all([store.watches.duePlaces(5), store.watches.duePlaces(5)]);
    expect(handed.flat()).toEqual([place]);
    await store.watches.remove(place.account, place.region, id, 'image:ami-1 with space');
    await store.watches.schedule(place.account, place.region, 0);
    expect(await store.watches.duePlaces(5)).toEqual([]);
    expect(await keysOf(redis, `${prefix}places*`)).toEqual([]);
  });

  test('a wait that came during a look is looked at soon, not after the long pause', async () => {
    const { store } = open({ watchTiming: { gapMs: 20, holdMs: 60_000 } });
    await store.watches.add('r-1', 'k', wait('ami-1'));
    await store.watches.duePlaces(5);
    await store.watches.add('r-2', 'k', wait('ami-2'));
    await store.watches.schedule(place.account, place.region, 600_000);
    await eventually('the place to be due', async () => (await store.watches.duePlaces(5)).length, 2000);
    await store.watches.schedule(place.account, place.region, 600_000);
    await pause(30);
    expect(await store.watches.duePlaces(5)).toEqual([]);
  });
});

describe('budget', () => {
  test('gives the burst at once and then the rate, over all processes', async () => {
    const { store } = open();
    const rate = { burst: 10, perSecond: 50 };
    const started = performance.now();
    const waits = await Promise.all(Array.from({ length: 40 }, () => store.budget.take('ec2', rate)));
    const free = waits.filter((wait) => wait === 0).length;
    const most = 10 + Math.ceil(((performance.now() - started) / 1000) * 50);
    expect(free).toBeGreaterThanOrEqual(10);
    expect(free).toBeLessThanOrEqual(most);
    expect(Math.max(...waits)).toBeLessThanOrEqual(20);
    await eventually('a token to come back', async () => (await store.budget.take('ec2', rate)) === 0, 1000);
    expect(await store.budget.take('other', rate)).toBe(0);
  });
});

test('a store knows when it began, and begins anew when it was emptied', async () => {
  const { store, redis, prefix } = open();
  const before = await store.clock();
  const born = await store.bornAt();
  expect(born).toBeGreaterThanOrEqual(before);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await store.bornAt()).toBe(born);
  await redis.del(`${prefix}born`);
  expect(await store.bornAt()).toBeGreaterThan(born);
});
