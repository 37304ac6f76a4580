import { expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/read-environment.ts';

const base = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
const newest = 'n'.repeat(32);
const former = 'f'.repeat(32);

function keysOf(more: Record<string, string>): readonly string[] {
  const read = readEnvironment({ ...base, ...more }, 'socket');
  if ('problems' in read) throw new Error(read.problems.map(({ where, what }) => `${where} ${what}`).join());
  return read.secrets.voteKeys.map((key) => Buffer.from(key).toString('hex'));
}

test('without a key of its own it is made from the bot token, and is not the token', () => {
  const [only, ...others] = keysOf({});
  expect(only).toMatch(/^[0-9a-f]{64}$/);
  expect(only).not.toContain(Buffer.from('xoxb-1').toString('hex'));
  expect(others).toEqual([]);
  expect(keysOf({ SLACK_BOT_TOKEN: 'xoxb-2' })).not.toEqual([only]);
});

test('the first one seals, those after it still prove', () => {
  const [one] = keysOf({ ASSAY_VOTE_KEY: newest });
  const [two] = keysOf({ ASSAY_VOTE_KEY: former });
  expect(keysOf({ ASSAY_VOTE_KEY: `${newest}, ${former}` })).toEqual([one, two]);
});

test.each(['short', `${newest} short`, ' , '])('a key that can be guessed is refused, and not shown: %s', (text) => {
  const read = readEnvironment({ ...base, ASSAY_VOTE_KEY: text }, 'socket');
  expect(read).toEqual({
    problems: [{ where: 'environment ASSAY_VOTE_KEY', what: expect.stringContaining('32 characters') }],
  });
});
