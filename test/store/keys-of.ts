import { Cluster } from 'ioredis';
import type { RedisClient } from '../../src/store/connect.ts';

/** Every key that fits, of all masters where there are several. */
export async function keysOf(redis: RedisClient, pattern: string): Promise<readonly string[]> {
  // A client that has just been made does not know its masters yet.
  await redis.ping();
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  return (await Promise.all(nodes.map((node) => node.keys(pattern)))).flat();
}
