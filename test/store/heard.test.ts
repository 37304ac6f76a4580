import { expect, test } from 'vitest';
import { withRedis } from './open-store.ts';

const { open } = withRedis();

test('an event is fresh until it is noted, for every worker', async () => {
  const { store } = open();
  expect([...(await store.heard.fresh(['a', 'b']))]).toEqual(['a', 'b']);
  await store.heard.note(['a']);
  expect([...(await store.heard.fresh(['a', 'b']))]).toEqual(['b']);
  await store.heard.note([]);
  expect((await store.heard.fresh([])).size).toBe(0);
});

test('it is not remembered for ever: a large organisation has millions a day', async () => {
  const { store, redis, prefix } = open();
  await store.heard.note(['a']);
  expect(await redis.ttl(`${prefix}event:a`)).toBeGreaterThan(3000);
});
