import { describe, expect, test } from 'vitest';
import { UnreadableRecord } from '../../src/core/unreadable-record.ts';
import { withRedis } from './open-store.ts';
import { event, newRunId, sampleRun } from './sample-run.ts';
import { loggedIn, verifyAudit } from './whole-log.ts';

const { open } = withRedis();
const nothing = { audit: [] };

describe('create', () => {
  test('stores once per request key and dates the run by Redis', async () => {
    const { store, redis, prefix } = open();
    const make = (now: number) => ({ run: sampleRun(now), audit: [event('requested')] });
    const [first, second] = await Promise.all([store.runs.create('key', make), store.runs.create('key', make)]);
    expect([first.created, second.created].sort()).toEqual([false, true]);
    expect(second.run).toEqual(first.run);
    expect(Math.abs(first.run.requestedAt - (await store.clock()))).toBeLessThan(2000);
    expect(await loggedIn(store.audit, 1, 10)).toHaveLength(1);
    expect(await redis.ttl(`${prefix}request:key`)).toBeGreaterThan(86_000);
  });

  test('of equal asks at the same time one makes a run; answered, the next one makes another', async () => {
    const { store, redis, prefix } = open();
    const ask = (key: string, instead?: string) =>
      store.runs.create(key, (now) => ({ run: sampleRun(now), ...nothing }), 'day', { key: 'wish', instead });
    const [first, second] = await Promise.all([ask('a'), ask('b')]);
    expect([first.created, second.created].sort()).toEqual([false, true]);
    expect(second.run).toEqual(first.run);
    expect(await store.runs.unanswered('wish')).toEqual(first.run);
    expect(await redis.ttl(`${prefix}unanswered:wish`)).toBeGreaterThan(500);
    const third = await ask('c', first.run.id);
    expect(third.created).toBe(true);
    await store.runs.answered('wish', first.run.id);
    expect((await ask('d')).run.id).toBe(third.run.id);
    await store.runs.answered('wish', third.run.id);
    expect(await store.runs.unanswered('wish')).toBeUndefined();
    expect((await ask('e')).created).toBe(true);
  });

  test('refuses an id that another request has', async () => {
    const { store } = open();
    const id = newRunId();
    await store.runs.create('a', (now) => ({ run: sampleRun(now, { id }), ...nothing }));
    await expect(store.runs.create('b', (now) => ({ run: sampleRun(now, { id }), ...nothing }))).rejects.toThrow(
      'in use',
    );
  });

  test('a new run is due at once, so that a lost nudge loses nothing', async () => {
    const { store } = open();
    const { run } = await store.runs.create('a', (now) => ({ run: sampleRun(now), ...nothing }));
    expect(await store.due.take(10)).toEqual([run.id]);
    expect(await store.due.take(10)).toEqual([]);
  });
});

describe('update', () => {
  test('200 at the same time on one run all land once, and their audit lines form one chain', async () => {
    const { store } = open();
    const { run } = await store.runs.create('a', (now) => ({ run: sampleRun(now), ...nothing }));
    const started = performance.now();
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        store.runs.update(run.id, (found) => ({
          run: { ...found, attempts: found.attempts + 1 },
          audit: [event('count', { details: { i } })],
        })),
      ),
    );
    console.log(`200 updates of one run: ${(performance.now() - started).toFixed(0)} ms`);
    expect((await store.runs.get(run.id))?.attempts).toBe(200);
    const lines = await loggedIn(store.audit, 1, 1000);
    expect(new Set(lines.map((line) => line.details['i'])).size).toBe(200);
    expect(verifyAudit(lines)).toMatchObject({ ok: true, tail: { sequence: 200 } });
  });

  test('a change that refuses or does nothing writes nothing', async () => {
    const { store, redis, prefix } = open();
    const { run } = await store.runs.create('a', (now) => ({ run: sampleRun(now), ...nothing }));
    await store.runs.update(run.id, () => undefined);
    const refusal = store.runs.update(run.id, () => {
      throw new RangeError('no');
    });
    await expect(refusal).rejects.toThrow(RangeError);
    expect(await redis.hget(`${prefix}run:${run.id}`, 'v')).toBe('1');
  });

  test('a write that is sent again after a lost reply is applied once', async () => {
    const { store, redis } = open();
    const { run } = await store.runs.create('a', (now) => ({ run: sampleRun(now), ...nothing }));
    // Known to the server from here on, so that the calls below go out by digest.
    await store.runs.update(run.id, (found) => ({ run: found, ...nothing }));
    await store.audit.append([event('w')]);
    // The wire as a client sees it whose connection broke after the server had worked: the same call twice.
    const evalsha = redis.evalsha.bind(redis) as (...args: unknown[]) => Promise<unknown>;
    redis.evalsha = (async (...args: unknown[]) => {
      await evalsha(...args);
      return evalsha(...args);
    }) as never;
    await store.runs.update(run.id, (found) => ({
      run: { ...found, attempts: found.attempts + 1 },
      audit: [event('x')],
    }));
    await store.audit.append([event('y')]);
    expect((await store.runs.get(run.id))?.attempts).toBe(1);
    expect((await loggedIn(store.audit, 1, 10)).map((line) => line.action)).toEqual(['w', 'x', 'y']);
  });

  test('a record that was copied from another run is none of this one', async () => {
    const { store, redis, prefix } = open();
    const { run: approved } = await store.runs.create('a', (now) => ({ run: sampleRun(now), ...nothing }));
    const { run } = await store.runs.create('b', (now) => ({ run: sampleRun(now), ...nothing }));
    await redis.hset(`${prefix}run:${run.id}`, 'd', JSON.stringify(approved));
    await expect(store.runs.get(run.id)).rejects.toThrow(UnreadableRecord);
    await expect(store.runs.update(run.id, (found) => ({ run: found, ...nothing }))).rejects.toThrow(/cannot be read/);
    expect((await store.runs.get(approved.id))?.id).toBe(approved.id);
  });

  test('a record of another version is reported and left alone', async () => {
    const problems: unknown[] = [];
    const { store, redis, prefix } = open({ onUnreadable: (error) => problems.push(error) });
    const { run } = await store.runs.create('a', (now) => ({ run: sampleRun(now), ...nothing }));
    await redis.hset(`${prefix}run:${run.id}`, 'd', '{"id":"r-future","state":"flying"}');
    await expect(store.runs.get(run.id)).rejects.toThrow(UnreadableRecord);
    await expect(store.runs.update(run.id, (found) => ({ run: found, ...nothing }))).rejects.toThrow(/cannot be read/);
    expect(await redis.hget(`${prefix}run:${run.id}`, 'd')).toContain('flying');
    expect(await store.runs.list({ limit: 10 })).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  test('never writes what it could not read again', async () => {
    const { store } = open();
    const { run } = await store.runs.create('a', (now) => ({ run: sampleRun(now), ...nothing }));
    const broken = store.runs.update(run.id, (found) => ({ run: { ...found, attempts: 0.5 }, ...nothing }));
    await expect(broken).rejects.toThrow();
    expect((await store.runs.get(run.id))?.attempts).toBe(0);
  });
});

test('lists newest first, by requester, by what it is about, by state', async () => {
  const { store } = open();
  const make = (key: string, more: Parameters<typeof sampleRun>[1], at: number) =>
    store.runs.create(key, (now) => ({ run: sampleRun(now, { ...more, requestedAt: now + at }), ...nothing }));
  const { run: a } = await make('a', {}, 1);
  const { run: b } = await make('b', { requester: { userId: 'U2', teamId: 'T1' }, about: ['ami-1', 'i-0a'] }, 2);
  const { run: c } = await make('c', { state: 'done' }, 3);
  for (let i = 0; i < 60; i++)
    await make(`many${i}`, { state: 'done', requester: { userId: 'U3', teamId: 'T1' } }, 10 + i);
  const ids = async (query: Parameters<typeof store.runs.list>[0]) =>
    (await store.runs.list(query)).map((run) => run.id);
  expect(await ids({ about: 'ami-1', limit: 5 })).toEqual([b.id]);
  expect(await ids({ requester: 'U1', limit: 5 })).toEqual([c.id, a.id]);
  expect(await ids({ states: ['queued', 'running'], limit: 5 })).toEqual([b.id, a.id]);
  expect(await ids({ requester: 'U1', states: ['done'], limit: 5 })).toEqual([c.id]);
  expect(await ids({ about: 'i-0a', states: ['queued', 'done'], limit: 100 })).toHaveLength(63);
  expect(await ids({ limit: 2 })).toHaveLength(2);
  const { run: lonely } = await make('lonely', { job: 'revoke' }, 1);
  expect(await ids({ about: 'i-0a', job: 'revoke', limit: Number.POSITIVE_INFINITY })).toEqual([lonely.id]);
  expect(await ids({ about: 'i-0a', job: 'make', limit: Number.POSITIVE_INFINITY })).not.toContain(lonely.id);
  expect(await ids({ job: 'revoke', limit: 5 })).toEqual([lonely.id]);
});
