import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { mishaps } from './lives/process.ts';

/** `LIVES` and `LIVES_SEED` repeat a run, or make a longer one. */
const lives = Number(process.env['LIVES'] || 20_000);
const seed = Number(process.env['LIVES_SEED'] || Date.now() % 1_000_000_000);
const processes = Math.max(2, Math.min(4, availableParallelism()));
const live = fileURLToPath(new URL('lives/live.ts', import.meta.url));

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

type Counts = Readonly<Record<string, number>>;

/** @param signal ends it when another one has failed */
async function liveSome(number: number, signal: AbortSignal): Promise<Counts> {
  const args = [server.url, `p${number}`, String(Math.ceil(lives / processes)), String(seed + 1000 * number)];
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', live, ...args], { signal });
  return JSON.parse(stdout) as Counts;
}

/** What a run of 20,000 must have come through many times; a property that never reaches it proves nothing about it. */
const mustBeReached = [
  ...mishaps,
  'delivered twice',
  'delivered later',
  'told wrong_state',
  'both doors',
  'tags written',
  'votes void',
  ...['vote', 'copied seal', 'sent off'].map((how) => `forged: ${how}`),
  ...['done', 'rejected', 'withdrawn', 'expired', 'stale', 'waiting'].map((state) => `ended ${state}`),
  ...['stored', 'dead', 'slack_failed', 'store_unreachable'].map((code) => `told ${code}`),
  ...['already_voted', 'already_decided', 'own_request', 'not_an_approver', 'guest', 'bot', 'outsider'].map(
    (code) => `told ${code}`,
  ),
  ...['deactivated', 'identity_unknown', 'no_vote_to_withdraw', 'withdrawn', 'expired', 'stale'].map(
    (code) => `told ${code}`,
  ),
];

function figures(counts: Counts, seconds: number): string {
  const of = (what: string): string => `${what} ${counts[what] ?? 0}`;
  const starting = (start: string): string =>
    Object.keys(counts)
      .filter((what) => what.startsWith(start))
      .toSorted()
      .map((what) => `${what.slice(start.length)} ${counts[what]}`)
      .join(', ');
  return [
    `two-person rule: ${of('lives')}, ${of('events')}, ${of('clicks')}, ${of('turns')}, ${of('tags written')}, none without two`,
    `  mishaps: ${[...mishaps, 'delivered twice'].map(of).join(', ')}`,
    `  ended: ${starting('ended ')}; ${of('votes void')}`,
    `  written into the record: ${starting('forged: ')}`,
    `  told: ${starting('told ')}; ${of('both doors')}`,
    `  ${seconds.toFixed(0)} s, LIVES_SEED=${seed}`,
  ].join('\n');
}

test(`two eligible people on what they saw, and never less: ${lives} random lives of a request`, {
  timeout: 900_000,
}, async () => {
  const began = Date.now();
  const others = new AbortController();
  const parts = await Promise.all(
    Array.from({ length: processes }, (_, number) => liveSome(number, others.signal)),
  ).finally(() => others.abort());
  const counts: Record<string, number> = {};
  for (const [what, count] of parts.flatMap((part) => Object.entries(part))) counts[what] = (counts[what] ?? 0) + count;
  console.log(figures(counts, (Date.now() - began) / 1000));
  expect(counts['lives']).toBeGreaterThanOrEqual(lives);
  for (const what of mustBeReached) expect(counts[what] ?? 0, what).toBeGreaterThanOrEqual(Math.floor(lives / 1000));
});
