import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { progressOf, scheduleWords } from '../../src/lookup/build-words.ts';
import { type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { answer, plan, wordsOf } from './support.ts';

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
});
afterAll(async () => await world.close());

describe('/ami builds', () => {
  it('lists every pipeline with schedule, last result and failures in a row', async () => {
    const words = wordsOf(await answer(world, 'builds'));
    expect(words).toMatch(/^Image Builder pipelines: 4\n/);
    expect(words).toMatch(
      /golden-base in build, eu-west-1 · every Monday at 04:00 \(Europe\/Berlin\), if something changed · next .* · last: ✅ available/,
    );
    expect(words).toMatch(
      /web-tier .* every day \(UTC\) .* last: ⛔ failed · ⚠️ 2 scheduled builds in a row failed; AWS switches it off at 5/,
    );
    expect(words).toMatch(/payments in build, eu-west-1 · no schedule · last: never built/);
    expect(words).toMatch(/edge .* switched off; was on day 1 of every month at 02:30 \(UTC\)/);
  });

  it('shows the last builds of one, newest first, and offers to build', async () => {
    const message = await answer(world, 'builds golden-base');
    const lines = wordsOf(message).split('\n').slice(1, 4);
    expect(lines.map((line) => line.split(' · ')[0])).toEqual([
      'golden-base/2.1.0/3 ✅ available',
      'golden-base/2.1.0/2 ⚪ cancelled',
      'golden-base/2.1.0/1 ✅ available',
    ]);
    expect(message.offers).toEqual([{ label: 'Build now…', command: 'build', input: { pipeline: 'golden-base' } }]);
  });

  it('says where it could not look instead of "none"', async () => {
    world.fake.faults.add({ kind: 'error', call: 'ListImagePipelines', code: 'AccessDeniedException', times: 1 });
    expect(wordsOf(await answer(world, 'builds'))).toMatch(/! Could not look in \w+, /);
  });
});

describe('/ami build', () => {
  it('plans what runs where, and how it runs by itself', async () => {
    const { words } = await plan(world, 'build golden-base --reason "new kernel"');
    expect(words).toBe(
      'Start a build of golden-base\nPipeline: golden-base\nWhere: build, eu-west-1\nRuns by itself: every Monday at 04:00 (Europe/Berlin), if something changed',
    );
  });

  it('knows what was meant', async () => {
    expect(await refusalOf(plan(world, 'build golden-bas'))).toMatchObject({
      code: 'not_found',
      field: 'pipeline',
      hint: 'Did you mean golden-base?',
    });
  });
});

describe('words', () => {
  const pipeline = (expression: string, more = {}) =>
    scheduleWords({
      isEnabled: true,
      schedule: { expression, timeZone: 'UTC', onlyWithUpdates: false, disabledAfter: undefined },
      ...more,
    });

  it.each([
    ['rate(1 day)', 'every day (UTC)'],
    ['rate(12 hours)', 'every 12 hours (UTC)'],
    ['cron(0 10 * * ? *)', 'every day at 10:00 (UTC)'],
    ['cron(0 0 * * mon)', 'every Monday at 00:00 (UTC)'],
    ['cron(30 2 1 * ? *)', 'on day 1 of every month at 02:30 (UTC)'],
    ['cron(0 12 ? JAN MON#2 *)', 'cron(0 12 ? JAN MON#2 *) (UTC)'],
    ['cron(0/15 * * * ? *)', 'cron(0/15 * * * ? *) (UTC)'],
  ])('%s: %s', (expression, words) => {
    expect(pipeline(expression)).toBe(words);
  });

  it('progress counts each phase the same, and an attempt that was repeated once', () => {
    const flow = (kind: 'BUILD' | 'TEST' | 'DISTRIBUTION', succeeded: number, total: number, isOld = false) => ({
      id: `${kind}${succeeded}${isOld}`,
      kind,
      status: succeeded === total ? 'COMPLETED' : 'RUNNING',
      message: undefined,
      steps: { total, succeeded, failed: 0, skipped: 0 },
      isOld,
    });
    expect(progressOf([flow('BUILD', 4, 4), flow('TEST', 1, 4)], true)).toEqual({
      words: 'build 100 %, test 25 %, distribute 0 %',
      percent: 125 / 3,
    });
    expect(progressOf([flow('BUILD', 4, 4), flow('DISTRIBUTION', 2, 2, true)], false)).toEqual({
      words: 'build 100 %, distribute 0 %',
      percent: 50,
    });
  });
});
