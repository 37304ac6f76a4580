import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requirement } from '../../src/approvals/policy.ts';
import { sweep } from '../../src/compliance/sweep.ts';
import type { CommandContext } from '../../src/core/command.ts';
import type { ApprovalGiven } from '../../src/core/run.ts';
import { stopJob } from '../../src/jobs/stop/index.ts';
import type { StopPlan } from '../../src/jobs/stop/plan.ts';
import { Crash, type TestRunOptions, testRun } from '../jobs/support/run-job.ts';
import { withRedis } from '../store/open-store.ts';
import { ACCOUNTS, type AwsWorld, prodPlace, refusalOf, startAwsWorld, worldSettings } from '../support/aws-world.ts';
import { noRecords } from '../support/no-records.ts';
import { plan, wordsOf } from './support.ts';

const { open } = withRedis();
const handmade = 'ami-0d1b2c3d4e5f6d001';
const reason = '--reason "nobody knows it"';
let world: AwsWorld;
let store: ReturnType<typeof open>['store'];
let more: Partial<CommandContext>;
let id = '';

const settings = { ...worldSettings, compliance: { ...worldSettings.compliance, stopInstances: true } };
beforeEach(async () => {
  world = await startAwsWorld({ settings });
  ({ store } = open());
  id = world.fake.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', { imageId: handmade });
  await sweep(prodPlace, {
    aws: world.aws.reader({ reference: 'compliance', userId: 'assay' }, { patience: 'job' }),
    settings: world.settings,
    now: new Date(),
    violations: store.violations,
    exemptions: store.exemptions,
    records: noRecords,
  });
  const { records } = world.context('stop');
  more = { records: { ...records, violations: store.violations, exemptions: store.exemptions } };
});
afterEach(async () => await world.close());

const planned = async (line = `stop ${id} ${reason}`) => (await plan(world, line, more)).parsed as StopPlan;
const refused = (line: string, others = more) => refusalOf(plan(world, line, others));
const runOf = (made: StopPlan, options: TestRunOptions = {}) =>
  testRun(world, stopJob, made, { id: 'r-stopstopst', confirm: () => ({}) as ApprovalGiven, ...options });

describe('/ami stop', () => {
  it('shows what would stop, and takes two people in every environment', async () => {
    const made = await planned();
    expect(made).toMatchObject({ instanceId: id, environment: 'production', image: { id: handmade } });
    const words = wordsOf(stopJob.present.planned(made, world.settings));
    expect(words).toContain('It stops serving.');
    expect(words).toContain('Addresses: ');
    expect(requirement(stopJob.impact(made), world.settings)).toMatchObject({ minimum: 2, requesterSuffices: false });
    // One person is enough for anything else there.
    expect(requirement({ approvesFor: 'staging' }, world.settings)).toMatchObject({ minimum: 1 });
    expect(requirement(stopJob.impact({ ...made, environment: 'staging' }), world.settings)).toMatchObject({
      environment: 'staging',
      minimum: 2,
    });
  });

  it('is refused where the configuration does not allow it', async () => {
    const compliance = { ...world.settings.compliance, stopInstances: false };
    expect(
      await refused(`stop ${id} ${reason}`, { ...more, settings: { ...world.settings, compliance } }),
    ).toMatchObject({ code: 'not_allowed', hint: expect.stringContaining('compliance.stopInstances') });
  });

  it('stops nothing that nothing is wrong with, no group, and no member of one', async () => {
    expect(await refused(`stop i-0a1b2c3d4e5f60001 ${reason}`)).toMatchObject({ code: 'not_found' });
    const group = (await store.violations.list({ limit: 100 })).find(
      ({ subject }) => subject.kind === 'auto-scaling-group',
    );
    expect(await refused(`stop ${group?.subject.id} ${reason}`)).toMatchObject({ message: /is no instance/ });
    world.fake.hands.tagResource(id, ACCOUNTS.prod, { 'aws:autoscaling:groupName': 'hotfix' });
    expect(await refused(`stop ${id} ${reason}`)).toMatchObject({
      message: expect.stringContaining('belongs to the Auto Scaling group hotfix'),
      hint: expect.stringContaining('/ami replacement hotfix'),
    });
  });

  it('stops nothing that is exempted', async () => {
    const { version, violations } = await store.violations.openAt(prodPlace);
    const changed = violations.filter(({ subject }) => subject.id === id);
    await store.violations.write(
      prodPlace,
      version,
      changed.map((one) => ({ ...one, exemption: 'r-exemptexem' })),
      [],
    );
    expect(await refused(`stop ${id} ${reason}`)).toMatchObject({ hint: expect.stringContaining('r-exemptexem') });
  });
});

describe('the run of a stop', () => {
  it('asks its approvers again, stops it, and is done when AWS says that it is stopped', async () => {
    const run = runOf(await planned());
    expect(await run.go()).toEqual({ instanceId: id });
    expect(run.confirmed).toEqual(['plan and votes']);
    expect(world.instance(id).state).toBe('stopped');
    expect(world.calls('StopInstances')).toHaveLength(1);
  });

  it('goes on after a crash without asking for what it has done itself', async () => {
    const run = runOf(await planned());
    run.crashAfter('stop');
    await expect(run.go()).rejects.toThrow(Crash);
    await run.go();
    expect(run.confirmations).toBe(1);
    expect(world.calls('StopInstances')).toHaveLength(1);
  });

  it('stops nothing when a vote is void', async () => {
    const run = runOf(await planned(), {
      confirm: () => {
        throw new Error('a vote is void');
      },
    });
    await expect(run.go()).rejects.toThrow('void');
    expect(world.calls('StopInstances')).toEqual([]);
  });
});
