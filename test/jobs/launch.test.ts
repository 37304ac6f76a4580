import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StaleError } from '../../src/core/outcome.ts';
import { launchJob } from '../../src/jobs/launch/index.ts';
import { plan as planLine, wordsOf } from '../commands/support.ts';
import { type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { approve } from './support/approvals.ts';
import { Crash, testRun } from './support/run-job.ts';

const web = 'ami-0a1b2c3d4e5f6a006';
let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => await world.close());

async function runOf(line = 'launch web-2026-10-01 --name canary team=shop', id = 'r-abcdefghjk') {
  const { parsed } = await planLine(world, line);
  const plan = launchJob.plan.parse(parsed);
  return { plan, run: testRun(world, launchJob, plan, { id }) };
}

const made = () =>
  world.fake
    .state()
    .accounts.flatMap(({ regions }) => regions)
    .flatMap(({ instances }) => instances.filter(({ tags }) => tags['assay:run'] !== undefined));

describe('a launch', () => {
  it('is done when the instance runs and is healthy', async () => {
    const { plan, run } = await runOf();
    const result = await run.go();
    expect(made()).toMatchObject([{ id: result.instanceId, state: 'running', zone: 'eu-west-1a' }]);
    expect(made()[0]?.tags).toEqual({
      Name: 'canary',
      team: 'shop',
      'assay:run': run.view.id,
      'assay:requester': 'U0ANNA',
    });
    const words = wordsOf(launchJob.present.done(plan, result, run.view, world.settings));
    expect(words).toMatch(/canary runs[\s\S]*all status checks passed/);
    expect(launchJob.undo?.(plan, { launch: { instanceId: result.instanceId } }, run.view)).toHaveLength(1);
  });

  it('happens once, whatever is lost', async () => {
    const { run } = await runOf();
    world.fake.faults.add({ kind: 'lost-answer', call: 'RunInstances', times: 3 });
    for (const step of ['launch', 'read-back']) {
      run.crashAfter(step);
      await expect(run.go()).rejects.toBeInstanceOf(Crash);
    }
    await run.go();
    expect(made()).toHaveLength(1);
  });
});

describe('an approval that does not hold any more', () => {
  it('stops the launch', async () => {
    await approve(world, web);
    const { plan, run } = await runOf('launch web-2026-10-10 --account prod --type t3.medium');
    expect(plan.approval).toBeDefined();
    world.fake.hands.untagImage(web, ['ami-approved-production', 'ec2:SharedTag/ami-approved-production']);
    await expect(run.go()).rejects.toBeInstanceOf(StaleError);
    expect(made()).toEqual([]);
  });

  it('holds: launched in the other account, from the shared AMI', async () => {
    await approve(world, web);
    const { run } = await runOf('launch web-2026-10-10 --account prod --type t3.medium');
    const { instanceId } = await run.go();
    const prod = world.fake.state().accounts.find(({ alias }) => alias === 'prod');
    expect(prod?.regions.flatMap(({ instances }) => instances).map(({ id }) => id)).toContain(instanceId);
  });
});

describe('what does not come up', () => {
  it('is told with AWS’s reason, and a retry launches anew', async () => {
    const { run } = await runOf('launch db-2026-10-05 --name db-canary');
    world.fake.hands.setKeyState('5f1c0de0-0000-4000-8000-00000000b001', 'Disabled');
    expect((await refusalOf(run.go())).message).toMatch(/did not come up: Client\.InternalError/);
    expect(run.released).toBeUndefined();
    world.fake.hands.setKeyState('5f1c0de0-0000-4000-8000-00000000b001', 'Enabled');
    run.retry();
    await run.go();
    expect(
      made()
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['running', 'terminated']);
  });
});
