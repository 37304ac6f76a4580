import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256Lua } from '../../src/store/lua/sha256.ts';
import { withRedis } from './open-store.ts';

const { open } = withRedis();

test('SHA-256 in Lua is the SHA-256 of node:crypto at every padding', async () => {
  const { redis } = open();
  const lua = `${sha256Lua} local answer = {} for i, text in ipairs(ARGV) do answer[i] = sha256hex(text) end return answer`;
  const texts = Array.from({ length: 200 }, (_, length) => randomBytes(length).toString('hex').slice(0, length));
  const expected = texts.map((text) => createHash('sha256').update(text).digest('hex'));
  expect(await redis.eval(lua, 0, ...texts)).toEqual(expected);
});

test('a chain link costs less than two milliseconds', async () => {
  const { redis } = open();
  const link = `${'a'.repeat(64)}:123456:1700000000000:${'b'.repeat(64)}`;
  const lua = `${sha256Lua} for i = 1, 200 do sha256hex(ARGV[1]) end`;
  await redis.eval(lua, 0, link);
  const started = performance.now();
  await redis.eval(lua, 0, link);
  const each = (performance.now() - started) / 200;
  console.log(`one link of the audit chain: ${(each * 1000).toFixed(0)} µs`);
  expect(each).toBeLessThan(2);
});
