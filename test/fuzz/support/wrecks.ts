import fc from 'fast-check';
import type { RedisClient } from '../../../src/store/connect.ts';
import { hostile } from './hostile.ts';
import { type Any, damages, mangled } from './mangle.ts';

/** What becomes of a record: mangled inside, cut off, something else, or gone. */
export const wrecks = fc.record({
  where: fc.nat(10_000),
  how: fc.constantFrom(
    'mangled',
    'mangled',
    'mangled',
    'mangled',
    'cut',
    'text',
    'gone',
    'another type',
    'another field',
  ),
  damage: damages,
  at: fc.nat(10_000),
  text: hostile(200),
});
type Wreck = typeof wrecks extends fc.Arbitrary<infer T> ? T : never;

function readJson(text: string): Any | undefined {
  try {
    return JSON.parse(text) as Any;
  } catch {
    return undefined;
  }
}

/** Makes something else of a record. @returns what stands there now, as text */
export async function spoil(
  redis: RedisClient,
  key: string,
  field: string | undefined,
  { how, damage, at, text }: Wreck,
): Promise<string> {
  const type = await redis.type(key);
  // It may have been spoilt before.
  if (type !== 'string' && type !== 'hash') return text;
  const isText = type === 'string';
  const name = field ?? 'd';
  const before = (isText ? await redis.get(key) : await redis.hget(key, name)) ?? '{}';
  const put = async (value: string): Promise<string> => {
    await (isText ? redis.set(key, value) : redis.hset(key, name, value));
    return value;
  };
  if (how === 'mangled' && /^[{[].*[}\]]$/s.test(before)) {
    const parsed = readJson(before);
    if (parsed !== undefined) return put(JSON.stringify(mangled(parsed, damage)) ?? '');
  }
  if (how === 'cut') return put(before.slice(0, at % (before.length + 1)));
  if (how === 'text') return put(text);
  if (how === 'another field' && !isText && field === undefined) {
    const fields = await redis.hkeys(key);
    const other = fields[at % fields.length] ?? 'v';
    await (at % 2 === 0 ? redis.hset(key, other, text) : redis.hdel(key, other));
    return text;
  }
  if (how === 'another type' && field === undefined) {
    await redis.del(key);
    await (at % 3 === 0 ? redis.set(key, text) : at % 3 === 1 ? redis.rpush(key, text) : redis.zadd(key, 1, text));
    return text;
  }
  await (field === undefined ? redis.del(key) : redis.hdel(key, field));
  return text;
}
