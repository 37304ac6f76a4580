import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requirement } from '../../src/approvals/policy.ts';
import type { Approval } from '../../src/core/run.ts';
import { buildJob } from '../../src/jobs/build/index.ts';
import { buildStepJob } from '../../src/jobs/build-step/index.ts';
import { plan } from '../commands/support.ts';
import { sampleRun } from '../store/sample-run.ts';
import { type AwsWorld, buildPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { Crash, testRun } from './support/run-job.ts';

let world: AwsWorld;
let buildArn = '';
beforeEach(async () => {
  world = await startAwsWorld();
  buildArn = world.fake.hands.startScheduledBuild('payments');
  await waiting(1);
});
afterEach(async () => await world.close());

const reader = () => world.aws.reader({ reference: 'test', userId: 'U0TEST' }).builds(buildPlace);

/** Until so many steps wait. */
async function waiting(count: number): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    if ((await reader().waiting()).length === count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never ${count} steps wait`);
}

const planFor = async (line: string) => buildStepJob.plan.parse((await plan(world, line)).parsed);

const given = {
  runId: 'r-abcdefghjk',
  environment: 'production',
  requester: 'U0ANNA',
  approvers: ['U0ADA', 'U0BEN'],
  digest: 'd',
  policyDigest: 'p',
};

describe('an answer to a build that waits', () => {
  it('shows the approvers what they decide, and comes out equal when planned again', async () => {
    const line = 'build-step payments resume --reason "scan is clean"';
    const first = await plan(world, line);
    expect((await plan(world, line)).digest).toBe(first.digest);
    expect(first.words).toMatch(/^Resume payments\/3\.0\.0\/1 at ApproveDistribution\n/);
    expect(first.words).toMatch(/Build: payments\/3\.0\.0\/1 started by its schedule/);
    expect(first.words).toMatch(/Tests: 3 of 4 steps passed/);
    expect(first.words).toMatch(/AMI: ami-[0-9a-f]{17}$/m);
  });

  it('needs two people to go on and one to stop, whoever asks and whatever is typed', async () => {
    const resume = await planFor('build-step payments resume --reason "scan is clean"');
    const stop = await planFor('build-step payments stop --reason "wrong kernel"');
    expect(requirement(buildStepJob.impact(resume), world.settings)).toMatchObject({
      environment: 'production',
      minimum: 2,
      requesterSuffices: false,
    });
    expect(requirement(buildStepJob.impact(stop), world.settings)).toMatchObject({
      environment: 'production',
      minimum: 1,
      requesterSuffices: true,
    });
    const typed = plan(world, 'build-step payments resume --reason "clean" --environment staging');
    await expect(typed).rejects.toThrow();
  });

  it('goes to AWS once with the reason and who approved, and the build goes on', async () => {
    const vote = (userId: string) => ({ userId, kind: 'approve' as const, at: 1, digest: 'd' });
    const run = testRun(world, buildStepJob, await planFor('build-step payments resume --reason "scan is clean"'), {
      view: { approval: { votes: [vote('U0ADA'), vote('U0BEN')] } as Approval },
      async confirm() {
        // As the engine does it: a plan that cannot be made again allows nothing.
        await planFor('build-step payments resume --reason "scan is clean"');
        return given;
      },
    });
    run.crashAfter('answer');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    expect(await run.go()).toMatchObject({ approvers: ['U0ADA', 'U0BEN'] });
    const sent = world.calls('SendWorkflowStepAction');
    expect(new Set(sent.map(({ parameters }) => parameters['clientToken'])).size).toBe(1);
    expect(sent[0]?.parameters).toMatchObject({
      action: 'RESUME',
      reason: 'scan is clean (asked by U0ANNA, approved by U0ADA, U0BEN, Assay)',
    });
    const follow = { place: buildPlace, pipelineArn: 'arn', pipeline: 'payments', buildArn, schedule: '' };
    expect((await testRun(world, buildJob, follow, { id: 'r-followxxxx' }).go()).images).toHaveLength(1);
  });

  it('STOP ends the build; its run says which reason was given', async () => {
    const stop = await planFor('build-step payments/3.0.0/1 stop --reason "wrong kernel"');
    await testRun(world, buildStepJob, stop, { confirm: () => ({ ...given, approvers: [] }) }).go();
    const follow = { place: buildPlace, pipelineArn: 'arn', pipeline: 'payments', buildArn, schedule: '' };
    const refusal = await refusalOf(testRun(world, buildJob, follow, { id: 'r-followxxxx' }).go());
    expect(refusal.message).toMatch(
      /failed while testing, at step ApproveDistribution: wrong kernel \(asked by U0ANNA/,
    );
  });

  it('names who started the build, and their vote does not let it go on', async () => {
    const run = sampleRun(1, {
      id: 'r-starterxxx',
      job: 'build',
      about: ['payments'],
      requester: { userId: 'U0BEN', teamId: 'T0HOME' },
      steps: { 'start-build': { state: 'done', at: 1, result: { buildArn } } },
    });
    world.past.runs.push(run);
    const line = 'build-step payments resume --reason "scan is clean"';
    expect((await plan(world, line)).words).toMatch(/Build: payments\/3\.0\.0\/1 started by @U0BEN/);
    const answer = testRun(world, buildStepJob, await planFor(line), { confirm: () => given });
    expect(await refusalOf(answer.go())).toMatchObject({
      code: 'own_request',
      hint: 'The build still waits: ask again, and let two others approve.',
    });
    expect(world.calls('SendWorkflowStepAction')).toEqual([]);
    const stop = await planFor('build-step payments stop --reason "wrong kernel"');
    await testRun(world, buildStepJob, stop, { confirm: () => ({ ...given, approvers: ['U0BEN'] }) }).go();
    expect(world.calls('SendWorkflowStepAction')).toHaveLength(1);
  });

  it('is not sent when the votes no longer count', async () => {
    const run = testRun(world, buildStepJob, await planFor('build-step payments resume --reason "scan is clean"'), {
      confirm: () => {
        throw new Error('votes are void');
      },
    });
    await expect(run.go()).rejects.toThrow('votes are void');
    expect(world.calls('SendWorkflowStepAction')).toEqual([]);
  });

  it('is refused for a build that does not wait, naming those that do', async () => {
    expect(await refusalOf(plan(world, 'build-step golden-base resume --reason "clean"'))).toMatchObject({
      code: 'wrong_state',
      field: 'build',
      hint: 'Waiting: payments/3.0.0/1.',
    });
    world.fake.hands.startScheduledBuild('payments');
    await waiting(2);
    expect(await refusalOf(plan(world, 'build-step payments resume --reason "clean"'))).toMatchObject({
      code: 'ambiguous',
      message: expect.stringContaining('payments/3.0.0/2'),
    });
  });
});
