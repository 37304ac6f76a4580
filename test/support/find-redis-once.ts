import { findRedis } from '../../sandbox/redis/find-redis.ts';

/** Finds a Redis or Valkey server before all tests, fetching one where there is none: they run side by side and need it at once. */
export async function setup(): Promise<void> {
  const { command, image } = await findRedis({ env: process.env, say: (line) => console.error(line) });
  if (image)
    throw new Error('The tests need a valkey-server or redis-server program; install one or set REDIS_SERVER_BIN.');
  process.env['REDIS_SERVER_BIN'] = command;
}
