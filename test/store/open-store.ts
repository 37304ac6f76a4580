import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { connectRedis, type RedisClient } from '../../src/store/connect.ts';
import { makeStore, type Store, type StoreOptions } from '../../src/store/make-store.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

export interface Opened {
  readonly store: Store;
  readonly redis: RedisClient;
  readonly prefix: string;
}

/** One real server for the file; every call of the result opens a store of its own on it. */
export function withRedis(): { server: () => TestRedis; open: (options?: StoreOptions) => Opened } {
  let server: TestRedis | undefined;
  const clients: RedisClient[] = [];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await server?.stop();
  });
  const running = (): TestRedis => {
    if (!server) throw new Error('not started');
    return server;
  };
  return {
    server: running,
    open: (options) => {
      const prefix = `{t${randomUUID().slice(0, 8)}}:`;
      const redis = connectRedis({ url: running().url }, 'patient');
      clients.push(redis);
      return { prefix, redis, store: makeStore({ redis, prefix }, options) };
    },
  };
}
