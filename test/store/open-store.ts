import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { RedisAddress } from '../../src/core/redis-address.ts';
import {
  connectRedis,
  type Patience,
  type QueueConnection,
  queueConnection,
  type RedisClient,
} from '../../src/store/connect.ts';
import { makeStore, type Store, type StoreOptions } from '../../src/store/make-store.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

export interface Opened {
  readonly store: Store;
  readonly redis: RedisClient;
  readonly prefix: string;
}

/** Nodes of a Redis Cluster, in a run of the same tests on one; `test/support/shared-cluster.ts` starts it. */
const cluster =
  process.env['STORE_REDIS'] === 'cluster'
    ? (process.env['STORE_CLUSTER'] ?? '').split(',').map((port) => ({ host: '127.0.0.1', port: Number(port) }))
    : undefined;

/** One real server for the file, or the cluster for all files; every call of the result opens a store of its own on it. */
export function withRedis(): {
  server: () => TestRedis;
  /** For BullMQ; closed after the file. */
  queues: (patience: Patience) => QueueConnection['connection'];
  open: (options?: StoreOptions) => Opened;
} {
  let server: TestRedis | undefined;
  const clients: RedisClient[] = [];
  const queues: QueueConnection[] = [];
  beforeAll(async () => {
    if (!cluster) server = await startRedis();
  });
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    for (const queue of queues) queue.close();
    await server?.stop();
  });
  const running = (): TestRedis => {
    if (!server) throw new Error('not started');
    return server;
  };
  const address = (): RedisAddress => (cluster ? { url: 'redis://127.0.0.1', cluster } : { url: running().url });
  return {
    server: running,
    queues: (patience) => {
      const queue = queueConnection(address(), patience);
      queues.push(queue);
      return queue.connection;
    },
    open: (options) => {
      const prefix = `{t${randomUUID().slice(0, 8)}}:`;
      const redis = connectRedis(address(), 'patient');
      clients.push(redis);
      return { prefix, redis, store: makeStore({ redis, prefix }, options) };
    },
  };
}
