import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { sandboxConfig } from '../../sandbox/sandbox-config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/config/problem.ts';
import { readFile } from '../../src/config/read-file.ts';
import { slips } from './support/ask.ts';
import { canaries, canariesIn } from './support/canaries.ts';
import { longest, seed, times } from './support/seed.ts';
import { makeTally } from './support/tally.ts';
import { twisted } from './support/yaml-twists.ts';

const tally = makeTally();
const folder = mkdtempSync(join(tmpdir(), 'assay-fuzz-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  console.log(`fuzz, configuration: ${tally.total()} (seed ${seed})\n${tally.lines()}`);
});

const texts = [
  sandboxConfig({ mode: 'http', slackPort: 3000, grace: '1s', strict: true }),
  readFileSync(new URL('../../deploy/assay.example.yaml', import.meta.url), 'utf8'),
];

/** What is wrong with what an operator reads. */
const complaints = (problems: readonly { where: string; what: string }[], text: string): readonly string[] =>
  problems.flatMap(({ where, what }) => [
    ...(where.startsWith('assay.yaml') || where.startsWith('environment') || where.startsWith(folder)
      ? []
      : [`no place: ${where}`]),
    ...(what.trim().length < 5 ? [`no words: ${what}`] : []),
    ...canariesIn(what),
    ...slips(where + what, text.replaceAll('.nan', 'NaN')),
    ...canariesIn(where),
  ]);

it('says of a wrong file what is wrong and where, and nothing of the secrets in it', longest, () => {
  const wrong: object[] = [];
  for (const text of fc.sample(twisted(texts), { seed, numRuns: times(4000) })) {
    try {
      const read = readFile(text, 'assay.yaml');
      tally.count('file', 'problems' in read ? 'problems' : 'taken');
      if ('problems' in read) {
        const found = complaints(read.problems, text);
        if (read.problems.length === 0 || found.length > 0) wrong.push({ found, text });
      }
    } catch (error) {
      tally.count('file', 'thrown');
      wrong.push({ thrown: String(error).slice(0, 300), text });
    }
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(tally.of('file', 'taken')).toBeGreaterThan(times(100));
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

const bytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 }))
    .map(([text, at, bad]) => {
      const whole = Buffer.from(text);
      whole.set(bad, at % (whole.length - bad.length));
      return whole;
    }),
  fc.constantFrom(...texts).map((text) => Buffer.from(text, 'utf16le')),
);

const variables: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    SLACK_BOT_TOKEN: fc.constantFrom(canaries.botToken, canaries.appToken, '', ' ', canaries.botToken.slice(1)),
    SLACK_APP_TOKEN: fc.constantFrom(canaries.appToken, canaries.botToken, ''),
    SLACK_SIGNING_SECRET: fc.constantFrom(canaries.signingSecret, 'canary', ''),
    SLACK_API_URL: fc.constantFrom('https://slack.com/api', `file://${canaries.botToken}`, canaries.botToken, ''),
    REDIS_URL: fc.constantFrom(
      `redis://:${canaries.redisPassword}@127.0.0.1:6379`,
      `http://:${canaries.redisPassword}@127.0.0.1`,
      `redis://user:${canaries.redisPassword}@`,
      `:${canaries.redisPassword}@127.0.0.1`,
      '%',
    ),
    ASSAY_LOG_LEVEL: fc.constantFrom('info', 'loud', canaries.botToken),
  },
  { requiredKeys: [] },
);

it('says of wrong bytes and a wrong environment what is wrong, and names no value', longest, () => {
  const wrong: object[] = [];
  const path = join(folder, 'assay.yaml');
  for (const [content, environment] of fc.sample(fc.tuple(bytes, variables), { seed, numRuns: times(1000) })) {
    writeFileSync(path, content);
    try {
      loadConfig({ ...environment, ASSAY_CONFIG: path });
      tally.count('bytes and environment', 'taken');
    } catch (error) {
      const isOurs = error instanceof ConfigError;
      tally.count('bytes and environment', isOurs ? 'problems' : 'thrown');
      const found = isOurs ? complaints(error.problems, '') : [String(error).slice(0, 300)];
      if (found.length > 0) wrong.push({ found, environment });
    }
  }
  expect(wrong.slice(0, 3)).toEqual([]);
});
