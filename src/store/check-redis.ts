import { randomUUID } from 'node:crypto';
import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './connect.ts';
import { notPermitted } from './not-permitted.ts';

const field = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim();

/** Every server that takes writes, and what to call it. A cluster's nodes differ; alone it needs no name. */
function mastersOf(redis: RedisClient): readonly { readonly node: Redis; readonly called: string }[] {
  if (!(redis instanceof Cluster)) return [{ node: redis, called: 'Redis' }];
  return redis
    .nodes('master')
    .map((node) => ({ node, called: `Redis at ${node.options.host ?? ''}:${node.options.port ?? ''}` }));
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function checkMaster(node: Redis, called: string): Promise<readonly string[]> {
  const [server, memory] = await Promise.all([node.info('server'), node.info('memory')]);
  const problems: string[] = [];
  // Valkey answers redis_version with the Redis version it is compatible with.
  const version = field(server, 'redis_version') ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2))
    problems.push(
      `${called === 'Redis' ? `Redis ${version}` : `${called}, version ${version},`} is too old. Use Redis 6.2 or newer, or Valkey.`,
    );
  const policy = field(memory, 'maxmemory_policy');
  if (policy !== 'noeviction')
    problems.push(
      `${called} may throw records away when memory is short (maxmemory-policy is "${policy}"). Set it to noeviction: ` +
        '"CONFIG SET maxmemory-policy noeviction" and the same in redis.conf, or in the parameter group of a managed service.',
    );
  return problems;
}

/**
 * Whether this Redis can hold our records. INFO instead of CONFIG, which managed services block. In a cluster every
 * master is looked at: the slot with our keys may move to any of them.
 * @returns what is wrong and the way out, one sentence each; empty when all is well
 */
export async function checkRedis(redis: RedisClient, prefix: string): Promise<readonly string[]> {
  const problems = (
    await Promise.all(
      mastersOf(redis).map(({ node, called }) =>
        checkMaster(node, called).catch((error: unknown) => {
          const reason = reasonOf(error);
          return [`${called} ${notPermitted(reason) ?? `cannot be asked (${reason}).`}`];
        }),
      ),
    )
  ).flat();
  try {
    await redis.set(`${prefix}check:${randomUUID()}`, '1', 'PX', 1000);
  } catch (error) {
    const reason = reasonOf(error);
    problems.push(
      reason.startsWith('MOVED')
        ? 'This Redis is a node of a cluster. Name some of its nodes in redis.cluster.'
        : `Redis does not accept writes (${reason}). ` +
            'Point REDIS_URL at the primary, with a user that may write, and check its memory and disk.',
    );
  }
  return problems;
}

/**
 * What would be lost when Redis ends, where that is more than has to be.
 * @returns one sentence for each server without an append-only file; empty also where a service does not say
 */
export async function checkPersistence(redis: RedisClient): Promise<readonly string[]> {
  const said = await Promise.all(
    mastersOf(redis).map(async ({ node, called }) => {
      const info = await node.info('persistence').catch(() => '');
      return field(info, 'aof_enabled') === '0'
        ? [
            `${called} keeps no append-only file: when it ends, every request, vote and audit line since its last snapshot is lost. ` +
              'Set appendonly to yes (docs/redis.md).',
          ]
        : [];
    }),
  );
  return said.flat();
}
