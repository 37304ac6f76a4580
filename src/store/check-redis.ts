import { randomUUID } from 'node:crypto';
import type { RedisClient } from './connect.ts';

const field = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim();

/**
 * Whether this Redis can hold our records; asked once at start. INFO instead of CONFIG, which managed services block.
 * @returns what is wrong and the way out, one sentence each; empty when all is well
 */
export async function checkRedis(redis: RedisClient, prefix: string): Promise<readonly string[]> {
  const [server, memory] = await Promise.all([redis.info('server'), redis.info('memory')]);
  const problems: string[] = [];
  // Valkey answers redis_version with the Redis version it is compatible with.
  const version = field(server, 'redis_version') ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2))
    problems.push(`Redis ${version} is too old. Use Redis 6.2 or newer, or Valkey.`);
  const policy = field(memory, 'maxmemory_policy');
  if (policy !== 'noeviction')
    problems.push(
      `Redis may throw records away when memory is short (maxmemory-policy is "${policy}"). Set it to noeviction: ` +
        '"CONFIG SET maxmemory-policy noeviction" and the same in redis.conf, or in the parameter group of a managed service.',
    );
  try {
    await redis.set(`${prefix}check:${randomUUID()}`, '1', 'PX', 1000);
  } catch (error) {
    problems.push(
      `Redis does not accept writes (${error instanceof Error ? error.message : String(error)}). ` +
        'Point REDIS_URL at the primary, with a user that may write, and check its memory and disk.',
    );
  }
  return problems;
}
