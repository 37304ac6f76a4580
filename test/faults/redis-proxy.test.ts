import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeNudges } from '../../src/engine/nudges.ts';
import { connectRedis, type RedisClient } from '../../src/store/connect.ts';
import { makeStore } from '../../src/store/make-store.ts';
import { withRedis } from '../store/open-store.ts';
import type { Act } from './support/act.ts';
import { countActs } from './support/count-acts.ts';
import { frames } from './support/redis-frame.ts';
import { type Gate, type RedisProxy, startRedisProxy } from './support/redis-proxy.ts';
import { type NameOfWrite, readWrites } from './support/redis-writes.ts';

const { open, server } = withRedis();
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A client behind a proxy, and one that sees what Redis really holds. */
async function through(gate: Gate): Promise<{ client: RedisClient; direct: RedisClient; proxy: RedisProxy }> {
  const proxy = await startRedisProxy(server().port, gate);
  const client = connectRedis({ url: proxy.url }, 'patient');
  ends.push(
    () => client.disconnect(),
    () => proxy.close(),
  );
  const { redis: direct } = open();
  await direct.del('a', 'b', 'c');
  return { client, direct, proxy };
}

/** Cuts at the command that sets `b`, and lets nobody try again. */
const cutAt = (moment: 'before' | 'after', then: () => void): Gate => {
  const cut = async (): Promise<'cut'> => {
    then();
    return 'cut';
  };
  return ([word, key]) =>
    word === 'set' && key === 'b' ? { before: moment === 'before' ? cut : async () => 'go', after: cut } : undefined;
};

describe('a process behind its proxy', () => {
  it('works as without one: pipelines, transactions, scripts, subscriptions', async () => {
    const { client, direct } = await through(() => undefined);
    const all = await client.pipeline().set('a', 'x'.repeat(200_000)).get('a').incr('c').exec();
    expect(all?.map(([error]) => error)).toEqual([null, null, null]);
    expect(await client.multi().set('b', '1').get('b').exec()).toEqual([
      [null, 'OK'],
      [null, '1'],
    ]);
    expect(await client.eval("return {1, {'two', false}}", 0)).toEqual([1, ['two', null]]);
    const told = new Promise((resolve) => client.on('message', (_, text) => resolve(text)));
    await client.subscribe('news');
    await direct.publish('news', 'heard');
    expect(await told).toBe('heard');
  });

  it.for(['before', 'after'] as const)(
    'cut %s a command: what came before it happened, what came behind it did not',
    async (moment) => {
      let first = (): void => {};
      const cut = new Promise<void>((resolve) => {
        first = resolve;
      });
      const { client, direct, proxy } = await through(cutAt(moment, () => first()));
      void client
        .pipeline()
        .set('a', '1')
        .set('b', '1')
        .set('c', '1')
        .exec()
        .catch(() => {});
      await cut;
      client.disconnect();
      await proxy.close();
      expect(await direct.mget('a', 'b', 'c')).toEqual(['1', moment === 'before' ? null : '1', null]);
    },
  );
});

it('frames are cut alike however the bytes arrive', () => {
  const stream = Buffer.from('*2\r\n$1\r\na\r\n$3\r\nb\r\n\r\n+OK\r\n%1\r\n$1\r\nk\r\n*-1\r\n_\r\n>1\r\n:1\r\n');
  const whole = frames()(stream).map(String);
  expect(whole).toHaveLength(5);
  const cut = frames();
  expect([...stream].flatMap((byte) => cut(Buffer.from([byte])).map(String))).toEqual(whole);
  expect(() => frames()(Buffer.from('PING\r\n'))).toThrow('not RESP');
});

describe('what counts as a write', () => {
  let nameOf: NameOfWrite;
  beforeAll(async () => {
    nameOf = await readWrites(open().redis);
  });

  it('is said by Redis; a script that nobody knows may write', () => {
    expect(nameOf(['set', 'a', '1'])).toBe('SET');
    expect(nameOf(['eval', 'return 1', '0'])).toMatch(/^script [0-9a-f]{8}$/);
    for (const command of [['get', 'a'], ['ping'], ['bzpopmin', 'a', '5'], ['hello', '3']])
      expect(nameOf(command)).toBeUndefined();
  });

  it('knows ours and those of BullMQ by name', async () => {
    const seen = new Set<string | undefined>();
    const { proxy } = await through((command) => {
      seen.add(nameOf(command));
      return undefined;
    });
    const redis = connectRedis({ url: proxy.url }, 'patient');
    const nudges = makeNudges({ url: proxy.url }, '{named}:', () => {});
    ends.unshift(
      () => nudges.close(),
      () => redis.disconnect(),
    );
    const store = makeStore({ redis, prefix: '{named}:' });
    await store.locks.acquire('x', 'r-aaaaaaaaaa');
    await store.clock();
    await nudges.advance('r-aaaaaaaaaa');
    expect([...seen]).toContain('acquireLock');
    expect([...seen]).toContain('bullmq addStandardJob');
    expect([...seen]).not.toContain('clock');
  });
});

it('names what is about a run of the case by what it does; the clock and other runs count once, while there is one', () => {
  const act = (name: string, ...words: string[]): Act => ({
    kind: 'redis',
    role: 'worker',
    process: 'worker-1',
    name,
    words: ['sha', '1', '{assay}:', ...words],
  });
  const write = (id: string, run: object): string =>
    JSON.stringify({ id, record: JSON.stringify({ id, steps: {}, waits: {}, ...run }), audit: [], notices: [] });
  const own = (run: object): string => write('r-aaaaaaaaaa', { job: 'create', ...run });
  const other = write('r-bbbbbbbbbb', { job: 'build' });
  const { coming, answered } = countActs(['create']);
  expect(coming(act('takeDue'))).toBeUndefined();
  expect(coming(act('saveRun', other))).toBeUndefined();
  expect(coming(act('saveRun', 'r-aaaaaaaaaa', '1', own({ state: 'queued' })))).toBe(
    'worker saveRun create, first record, state queued',
  );
  expect(coming(act('acquireLock', 'i-0a1b2c3d4e5f60001', 'r-aaaaaaaaaa'))).toBe(
    'worker acquireLock i-* r-* (create queued, 0 of 0 steps)',
  );
  const leased = { state: 'running', lease: { until: 1 } };
  expect(coming(act('saveRun', 'r-aaaaaaaaaa', '2', own(leased)))).toBe('worker saveRun create, state running, lease+');
  const kept = (until: number): Act => act('saveRun', 'r-aaaaaaaaaa', '3', own({ ...leased, lease: { until } }));
  expect([coming(kept(2)), coming(kept(3))]).toEqual(Array(2).fill('worker saveRun create, lease~'));
  const made = { ...leased, lease: { until: 3 }, steps: { image: { state: 'done' } } };
  expect(coming(act('saveRun', 'r-aaaaaaaaaa', '4', own(made)))).toBe('worker saveRun create, step image done');
  expect(coming(act('saveRun', other))).toBe('worker saveRun by the clock');
  const due = act('takeDue');
  expect(coming(due)).toBe('worker takeDue by the clock');
  expect(answered(due, 'r-bbbbbbbbbb')).toBe('worker takeDue by the clock');
  expect(answered(act('takeDue'), 'r-aaaaaaaaaa')).toBe('worker takeDue that hands out (create running, 1 of 1 steps)');
});

it('names what Slack is told by what people read, however far the bar has moved', () => {
  const told = (sent: object): Act => ({
    kind: 'slack',
    role: 'bot',
    process: 'bot-1',
    name: 'chat.update',
    words: [JSON.stringify(sent)],
  });
  const { coming } = countActs(['create']);
  const bar = (text: string) =>
    coming(told({ channel: 'C1', ts: '1', blocks: JSON.stringify([{ type: 'section', text: { text } }]) }));
  expect(bar('▰▰▱ 20 % · copying')).toBe(bar('▰▰▰ 30 % · copying'));
  expect(bar('done')).not.toBe(bar('failed'));
});
