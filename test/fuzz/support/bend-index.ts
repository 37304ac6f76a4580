import fc from 'fast-check';
import type { RedisClient } from '../../../src/store/connect.ts';
import { hostile } from './hostile.ts';

/** What becomes of a key that says which records there are, and how they stand. */
export const bends = fc.record({
  where: fc.nat(10_000),
  how: fc.constantFrom(
    'one more',
    'one more',
    'one less',
    'one less',
    'one changed',
    'one changed',
    'gone',
    'another type',
  ),
  /** Which member, and which number. */
  at: fc.nat(10_000),
  score: fc.constantFrom('-inf', 'inf', '0', '-1', '9007199254740993', '1.5'),
  text: fc.oneof(
    hostile(200),
    fc.constantFrom(
      '',
      'r-',
      'r-zzzzzzzzzz',
      'v-zzzzzzzzzz',
      '__proto__',
      '0',
      '-1',
      '{}',
      'c r-zzzzzzzzzz',
      'n nothing',
      '{"id":',
    ),
  ),
});
export type Bend = typeof bends extends fc.Arbitrary<infer T> ? T : never;

const pick = (all: readonly string[], at: number): string => all[at % Math.max(1, all.length)] ?? '';

/** Each type of key with what it means that there is one more member, one less, or another one. */
const ways: Readonly<Record<string, (redis: RedisClient, key: string, bend: Bend) => Promise<unknown>>> = {
  async zset(redis, key, { how, at, score, text }) {
    const member = pick(await redis.zrange(key, '0', '-1'), at);
    if (how === 'one more') return redis.zadd(key, score, text);
    return how === 'one less' ? redis.zrem(key, member) : redis.zadd(key, score, member);
  },
  async set(redis, key, { how, at, text }) {
    const member = pick(await redis.smembers(key), at);
    if (how !== 'one more') await redis.srem(key, member);
    return how === 'one less' ? undefined : redis.sadd(key, text);
  },
  async list(redis, key, { how, at, text }) {
    if (how === 'one more') return redis.rpush(key, text);
    const index = at % Math.max(1, await redis.llen(key));
    return how === 'one changed'
      ? redis.call('LSET', key, String(index), text)
      : redis.lrem(key, 1, (await redis.lindex(key, index)) ?? '');
  },
  async hash(redis, key, { how, at, text }) {
    const name = pick(await redis.hkeys(key), at);
    if (how === 'one more') return redis.hset(key, text, text);
    return how === 'one less' ? redis.hdel(key, name) : redis.hset(key, name, text);
  },
  async stream(redis, key, { how, at, text }) {
    const ids = (await redis.xrange(key, '-', '+')).map(([id]) => id);
    const [id, last] = [pick(ids, at), Number(ids.at(-1)?.split('-')[0] ?? 0)];
    if (how === 'one more') return redis.call('XADD', key, `${last}-1`, 'event', text, 'at', text);
    await redis.xdel(key, id);
    return undefined;
  },
  string: (redis, key, { text }) => redis.set(key, text),
};

/** Does it. */
export async function bend(redis: RedisClient, key: string, how: Bend): Promise<void> {
  const type = await redis.type(key);
  if (how.how === 'gone') await redis.del(key);
  else if (how.how === 'another type') {
    await redis.del(key);
    await (type === 'string' ? redis.rpush(key, how.text) : redis.set(key, how.text));
  } else await ways[type]?.(redis, key, how);
}
