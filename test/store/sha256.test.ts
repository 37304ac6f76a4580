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
