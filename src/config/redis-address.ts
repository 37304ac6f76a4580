import { readFileSync } from 'node:fs';
import type { RedisAddress } from '../core/redis-address.ts';
import type { Problem } from './problem.ts';
import type { Secrets } from './read-environment.ts';
import type { ConfigFile } from './schema.ts';

const isPem = (text: string): boolean => /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(text);

function readCa(path: string | undefined): { readonly ca?: string; readonly problem?: string } {
  if (path === undefined) return {};
  try {
    const ca = readFileSync(path, 'utf8');
    return isPem(ca) ? { ca } : { problem: 'there is no certificate in it; write the path of a PEM file' };
  } catch (error) {
    return { problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  }
}

/** Where Redis is, from file and environment together; a CA is read here. */
export function redisAddress(
  { redis: { sentinel, cluster, tls } }: ConfigFile,
  { redisUrl, redisSentinelPassword }: Secrets,
): { readonly redis: RedisAddress } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const { ca, problem } = readCa(tls?.ca);
  if (problem) problems.push({ where: 'redis.tls.ca', what: problem });
  const database = new URL(redisUrl).pathname.slice(1);
  if (!/^\d*$/.test(database))
    problems.push({ where: 'environment REDIS_URL', what: 'a database is a number: redis://host:6379/2' });
  if (cluster && Number(database) > 0)
    problems.push({ where: 'environment REDIS_URL', what: 'a cluster has one database only: leave the number out' });
  if (redisSentinelPassword && !sentinel)
    problems.push({
      where: 'environment REDIS_SENTINEL_PASSWORD',
      what: 'is the password of Sentinels and redis.sentinel names none; the password of Redis stands in REDIS_URL',
    });
  if (problems.length > 0) return { problems };
  const { servername } = tls ?? {};
  const password = redisSentinelPassword === undefined ? {} : { password: redisSentinelPassword };
  return {
    redis: {
      url: redisUrl,
      ...(tls
        ? { tls: { ...(ca === undefined ? {} : { ca }), ...(servername === undefined ? {} : { servername }) } }
        : {}),
      ...(sentinel ? { sentinel: { ...sentinel, ...password } } : {}),
      ...(cluster ? { cluster } : {}),
    },
  };
}
