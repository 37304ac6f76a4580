import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { checkRedis } from '../../src/store/check-redis.ts';
import { connectRedis, type RedisClient } from '../../src/store/connect.ts';
import { makeStore } from '../../src/store/make-store.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { eventually } from './eventually.ts';
import { sampleRun } from './sample-run.ts';

const opened: { stop(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.stop();
});
const server = async (more: readonly string[] = []): Promise<TestRedis> => {
  const redis = await startRedis(more);
  opened.push(redis);
  return redis;
};
const client = (url: string, patience: 'fail-fast' | 'patient' = 'fail-fast'): RedisClient => {
  const redis = connectRedis({ url }, patience);
  opened.push({ stop: () => redis.disconnect() });
  return redis;
};
const ready = (redis: RedisClient) => eventually('the connection', () => redis.status === 'ready');
const create = (redis: RedisClient) =>
  makeStore({ redis, prefix: '{t}:', answerWithinMs: 2000 }).runs.create('k', (now) => ({
    run: sampleRun(now),
    audit: [],
  }));

/** Forwards to Redis; eats what Redis answers to a write once told to. */
async function replyEater(port: number) {
  let eating = false;
  const eat = (): void => {
    eating = true;
  };
  const sockets = new Set<Socket>();
  const proxy = createServer((from) => {
    const to = connect(port, '127.0.0.1');
    for (const socket of [from, to]) sockets.add(socket.on('error', () => {}));
    let eatThis = false;
    from.on('data', (data) => {
      if (eating && data.includes('"record"')) eatThis = true;
      to.write(data);
    });
    to.on('data', (data) => {
      if (!eatThis) from.write(data);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  opened.push({
    stop: () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  });
  const address = proxy.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return { url: `redis://127.0.0.1:${address.port}`, eat };
}

async function timed(work: Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const started = performance.now();
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, ms: performance.now() - started };
}

describe('a person gets a true answer whatever Redis does', () => {
  test('Redis is down at the start: at once, nothing recorded; works when it comes up', async () => {
    const redis = await server();
    await redis.kill();
    const fast = client(redis.url);
    const { error, ms } = await timed(create(fast));
    expect(error).toMatchObject({
      code: 'store_unreachable',
      message: expect.stringContaining('Nothing was recorded'),
    });
    expect(ms).toBeLessThan(2300);
    await redis.restart();
    await ready(fast);
    expect(await create(fast)).toMatchObject({ created: true });
  });

  test('Redis hangs: within two seconds; it was a read, so nothing is recorded', async () => {
    const redis = await server();
    const fast = client(redis.url);
    await ready(fast);
    redis.pause();
    const { error, ms } = await timed(create(fast));
    redis.resume();
    expect(error).toMatchObject({
      code: 'store_unreachable',
      message: expect.stringContaining('Nothing was recorded'),
    });
    expect(ms).toBeLessThan(2300);
  });

  test('the answer to the write is lost: called unknown, with where to look', async () => {
    const redis = await server();
    const proxy = await replyEater(redis.port);
    const fast = client(proxy.url);
    await ready(fast);
    // The script is known to the server, so the write is one message.
    await create(fast);
    proxy.eat();
    const other = makeStore({ redis: fast, prefix: '{t}:', answerWithinMs: 2000 });
    const { error, ms } = await timed(other.runs.create('k2', (now) => ({ run: sampleRun(now), audit: [] })));
    expect(error).toMatchObject({
      code: 'store_unreachable',
      message: expect.stringContaining('could not confirm'),
      hint: expect.stringContaining('/ami status'),
    });
    expect(ms).toBeLessThan(2300);
    const second = client(redis.url);
    await ready(second);
    const runs = await makeStore({ redis: second, prefix: '{t}:' }).runs.list({ limit: 10 });
    expect(runs).toHaveLength(2);
  });

  test('what was called not recorded is not recorded later either', async () => {
    const redis = await server();
    const hanging = client(redis.url, 'patient');
    await ready(hanging);
    redis.pause();
    const hasty = makeStore({ redis: hanging, prefix: '{t}:', answerWithinMs: 100 });
    const { error } = await timed(hasty.runs.create('k', (now) => ({ run: sampleRun(now), audit: [] })));
    expect(error).toMatchObject({ message: expect.stringContaining('Nothing was recorded') });
    redis.resume();
    const calm = makeStore({ redis: hanging, prefix: '{t}:' });
    for (let i = 0; i < 5; i++) await calm.clock();
    expect(await calm.runs.list({ limit: 5 })).toEqual([]);
  });

  test('Redis is full: refused, nothing recorded', async () => {
    const redis = await server(['--maxmemory', '100kb']);
    const fast = client(redis.url);
    await ready(fast);
    const { error } = await timed(create(fast));
    expect(error).toMatchObject({
      code: 'store_unreachable',
      message: expect.stringContaining('Nothing was recorded'),
    });
  });
});

test('a worker waits until Redis is back and then goes on', async () => {
  const redis = await server();
  const patient = client(redis.url, 'patient');
  await ready(patient);
  await redis.kill();
  const waiting = makeStore({ redis: patient, prefix: '{t}:' }).clock();
  await redis.restart();
  expect(await waiting).toBeGreaterThan(0);
});

describe('the check at the start', () => {
  test('accepts a server that keeps what it is given', async () => {
    const redis = client((await server()).url, 'patient');
    expect(await checkRedis(redis, '{t}:')).toEqual([]);
  });

  test('refuses one that may evict or that cannot be written, with the way out', async () => {
    const evicting = client((await server(['--maxmemory-policy', 'allkeys-lru'])).url, 'patient');
    expect(await checkRedis(evicting, '{t}:')).toEqual([expect.stringMatching(/allkeys-lru.*CONFIG SET.*noeviction/)]);
    const full = client((await server(['--maxmemory', '100kb'])).url, 'patient');
    expect(await checkRedis(full, '{t}:')).toEqual([expect.stringMatching(/does not accept writes.*primary/)]);
  });
});
