import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { promoteJob } from '../../src/jobs/promote/index.ts';
import { revokeJob } from '../../src/jobs/revoke/index.ts';
import { wordsOf } from '../commands/support.ts';
import { planPromote, planRevoke, promoteRun } from '../jobs/support/approvals.ts';
import { testRun } from '../jobs/support/run-job.ts';
import { type AwsWorld, prodPlace, startAwsWorld, worldSettings } from '../support/aws-world.ts';

const image = 'ami-0a1b2c3d4e5f6a006';
const call = 'StartConfigRulesEvaluation';
let world: AwsWorld;
let ahead: number;
beforeEach(async () => {
  ahead = 0;
  const compliance = { ...worldSettings.compliance, config: { rules: { production: 'approved-amis-by-tag' } } };
  world = await startAwsWorld({ settings: { compliance }, fake: { now: () => Date.now() + ahead } });
});
afterEach(async () => await world.close());

async function promoted() {
  const plan = await planPromote(world, { image });
  const run = promoteRun(world, plan);
  const result = await run.go();
  return { result, words: wordsOf(promoteJob.present.done(plan, result, run.view, world.settings)) };
}

describe('after an approval', () => {
  it('AWS Config is asked to judge again in every account of the environment, and the card says so', async () => {
    const { result, words } = await promoted();
    expect(result.evaluated).toEqual({ asked: [prodPlace], refused: [] });
    expect(words).toContain('AWS Config judges again in prod, eu-west-1.');
    expect(world.calls(call).map(({ account, region }) => [account, region])).toEqual([
      [prodPlace.account, prodPlace.region],
    ]);
  });

  it('a refusal is said, and the run succeeds all the same', async () => {
    world.fake.faults.add({ kind: 'error', call, code: 'AccessDeniedException', times: 1 });
    const { result, words } = await promoted();
    expect(result.isSigned).toBe(true);
    expect(result.evaluated?.asked).toEqual([]);
    expect(words).toMatch(/AWS Config does not judge again in prod, eu-west-1: The role AssayWorker may not config:/);
  });

  it('once a minute: a second one is said to have to wait', async () => {
    await promoted();
    const plan = await planRevoke(world, { image });
    const run = testRun(world, revokeJob, plan, {});
    const result = await run.go();
    expect(result.evaluated?.refused[0]?.why).toContain('within the last minute');
    expect(wordsOf(revokeJob.present.done(plan, result, run.view, world.settings))).toContain(
      'AWS Config does not judge',
    );
  });

  it('a busy AWS holds nothing up', async () => {
    world.fake.faults.add({ kind: 'throttle', call, times: 20 });
    const { result, words } = await promoted();
    expect(result.evaluated?.refused).toHaveLength(1);
    expect(words).toContain('AWS Config may not judge again in prod, eu-west-1: AWS is limiting requests for config:');
  });

  it('an answer that was lost is not told as a refusal', async () => {
    world.fake.faults.add({ kind: 'lost-answer', call, times: 1 });
    const { words } = await promoted();
    expect(words).toMatch(
      /AWS Config may not judge again in prod, eu-west-1: .* may or may not have done what was asked/,
    );
    expect(world.calls(call).map(({ result }) => result)).toEqual(['ok']);
  });
});

describe('after a revocation', () => {
  it('it is asked as well', async () => {
    await promoted();
    ahead = 120_000;
    const result = await testRun(world, revokeJob, await planRevoke(world, { image }), {}).go();
    expect(result.evaluated).toEqual({ asked: [prodPlace], refused: [] });
    expect(world.calls(call)).toHaveLength(2);
  });
});
