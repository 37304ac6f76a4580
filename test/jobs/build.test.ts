import { GetImageCommand, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defaultWorld, ROLES } from '../../sandbox/aws/default-world.ts';
import { buildJob } from '../../src/jobs/build/index.ts';
import { plan } from '../commands/support.ts';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { Crash, testRun } from './support/run-job.ts';

const broken = {
  name: 'broken',
  description: 'Fails while it builds',
  version: '1.0.0',
  parentImageId: 'ami-0aaaaaaaaaaaaa001',
  sizeGiB: 8,
  workflows: [{ type: 'BUILD' as const, steps: [{ name: 'ApplyBuildComponents', action: 'ExecuteComponents' }] }],
  distributions: [{ region: 'eu-west-1', name: 'broken-{{ build }}' }],
  fails: { step: 'ApplyBuildComponents', message: 'no disk left' },
};

let world: AwsWorld;
let builder: ImagebuilderClient;
beforeEach(async () => {
  world = await startAwsWorld();
  builder = new ImagebuilderClient({
    endpoint: world.fake.url,
    region: 'eu-west-1',
    credentials: world.fake.credentials(ROLES.build),
  });
});
afterEach(async () => {
  builder.destroy();
  await world.close();
});

const runOf = async (pipeline: string, options = {}) =>
  testRun(world, buildJob, (await plan(world, `build ${pipeline}`)).parsed as never, options);

const statusOf = async (imageBuildVersionArn: string) =>
  (await builder.send(new GetImageCommand({ imageBuildVersionArn }))).image?.state?.status;

/** AMIs of Image Builder that exist in any account. */
const amis = () =>
  world.fake
    .state()
    .accounts.flatMap(({ regions }) => regions.flatMap(({ images }) => images))
    .filter(({ tags }) => tags['CreatedBy'] === 'EC2 Image Builder' && tags['Ec2ImageBuilderArn']);

const Started = z.object({ buildArn: z.string() });
const arnIn = (run: { steps: Map<string, { result?: unknown }> }): string =>
  Started.parse(run.steps.get('start-build')?.result).buildArn;

/** A world in which this pipeline fails before its AMI is made. */
const withBroken = {
  ...defaultWorld,
  accounts: defaultWorld.accounts.map((account) =>
    account.id === ACCOUNTS.build ? { ...account, regions: { 'eu-west-1': { pipelines: [broken] } } } : account,
  ),
};

describe('a build', () => {
  it('is started, followed by phase, and ends with its AMIs in every Region and account', async () => {
    world.fake.settings.paceMs = 900;
    const run = await runOf('golden-base');
    const result = await run.go();
    expect(result.buildArn).toMatch(/golden-base\/2\.1\.0\/4$/);
    expect(result.images.map(({ account, region, isSeen }) => [account, region, isSeen])).toEqual([
      [ACCOUNTS.build, 'eu-west-1', true],
      [ACCOUNTS.build, 'us-east-1', true],
      [ACCOUNTS.prod, 'eu-west-1', true],
    ]);
    expect(result.images.map(({ id }) => id).sort()).toEqual(
      amis()
        .map(({ id }) => id)
        .sort(),
    );
    expect(result.tests).toBe('3 of 3 steps passed');
    const percents = run.observations.map(({ percent }) => percent ?? 0);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(run.observations.some(({ phase }) => /build 100 %, test \d+ %, distribute 0 %/.test(phase))).toBe(true);
    const shown = buildJob.present.done(
      buildJob.plan.parse((await plan(world, 'build golden-base')).parsed),
      result,
      run.view,
      world.settings,
    );
    expect(shown.offers?.map(({ label, input }) => [label, input['image']])).toEqual([
      ['Promote the one in build, eu-west-1…', result.images[0]?.id],
      ['Promote the one in build, us-east-1…', result.images[1]?.id],
      ['Promote the one in prod, eu-west-1…', result.images[2]?.id],
    ]);
  });

  it('that fails in its tests names step, reason, logs and the AMI it leaves', async () => {
    const run = await runOf('web-tier');
    const refusal = await refusalOf(run.go());
    expect(refusal.code).toBe('aws_failed');
    const [left, ...others] = amis();
    expect(others).toEqual([]);
    expect(refusal.message).toBe(
      `web-tier/1.4.2/3 failed while testing, at step ApplyTestComponents: Document arn:aws:imagebuilder:eu-west-1:${ACCOUNTS.build}:component/check-http/1.0.0/1 failed! It leaves ${left?.id} (eu-west-1). Logs: CloudWatch log group /aws/imagebuilder/web-tier, stream 1.4.2/3, and s3://build-image-logs/image-builder.`,
    );
    expect(refusal.hint).toMatch(/nothing is built a second time/);
    expect(run.released).toBeUndefined();
  });

  it('whose distribution failed is repeated from there, by people only, and builds once', async () => {
    const run = await runOf('edge');
    expect((await refusalOf(run.go())).message).toMatch(/failed while distributing, at step DistributeOutputAMI/);
    // A worker that comes back without anybody asking again repeats nothing.
    await refusalOf(run.go());
    expect(world.calls('RetryImage')).toHaveLength(0);
    run.retry();
    const result = await run.go();
    expect(result.images).toHaveLength(2);
    expect(result.tests).toBeUndefined();
    expect(world.calls('StartImagePipelineExecution')).toHaveLength(1);
    expect(world.calls('RetryImage')).toHaveLength(1);
    expect(amis()).toHaveLength(2);
  });

  it('that fails in its build stage is not offered again, and a wish to repeat it changes nothing', async () => {
    await world.close();
    world = await startAwsWorld({ fake: { world: withBroken } });
    const run = await runOf('broken');
    const refusal = await refusalOf(run.go());
    expect(refusal.code).toBe('not_possible');
    expect(refusal.message).toMatch(/failed while building, at step ApplyBuildComponents/);
    expect(refusal.hint).toBe(
      'AWS cannot repeat this stage: mend what failed, then build anew with /ami build broken.',
    );
    run.retry();
    expect((await refusalOf(run.go())).message).toBe('broken/1.0.0/1 failed before its AMI was made.');
    expect(world.calls('RetryImage')).toHaveLength(0);
    expect(amis()).toEqual([]);
  });

  it('is cancelled in AWS when its run is, and what it made is named', async () => {
    world.fake.settings.paceMs = 2000;
    const early = await runOf('golden-base', {
      meanwhile: () => {
        throw new Crash('stop here');
      },
    });
    await expect(early.go()).rejects.toBeInstanceOf(Crash);
    await early.cancel();
    expect(early.released).toBe('The build golden-base/2.1.0/4 was cancelled in AWS');
    expect(await statusOf(arnIn(early))).toBe('CANCELLED');
    expect(amis()).toEqual([]);
  });

  it('is cancelled by its run, also when AWS’s answer to that is lost', async () => {
    world.fake.settings.paceMs = 2000;
    const run = await runOf('golden-base');
    run.crashAfter('start-build');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    world.fake.faults.add({ kind: 'lost-answer', call: 'CancelImageCreation', times: 3 });
    await run.cancel();
    expect(run.busy).toHaveLength(1);
    expect(run.released).toBe('The build golden-base/2.1.0/4 was cancelled in AWS');
  });

  it('that waits is cancelled too, and its AMI is named', async () => {
    const run = await runOf('payments', {
      id: 'r-payments22',
      meanwhile: (looks: number) => {
        if (looks > 0 && amis().length > 0) throw new Crash('stop here');
      },
    });
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    await run.cancel();
    expect(run.released).toBe(`The build payments/3.0.0/1 was cancelled in AWS; its AMI ${amis()[0]?.id} stays`);
  });

  it('that died before its id was written is found again by its token and cancelled', async () => {
    world.fake.settings.paceMs = 2000;
    const run = await runOf('golden-base');
    run.crashAfter('start-build');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    await run.cancel();
    expect(run.released).toBe('The build golden-base/2.1.0/4 was cancelled in AWS');
    const created = world.calls('StartImagePipelineExecution');
    expect(new Set(created.map(({ parameters }) => parameters['clientToken'])).size).toBe(1);
  });

  it('is built once, whatever dies and whichever answer is lost', async () => {
    world.fake.faults.add({ kind: 'lost-answer', call: 'StartImagePipelineExecution', times: 1 });
    world.fake.faults.add({ kind: 'throttle', call: 'GetImage', times: 1 });
    const run = await runOf('edge');
    for (const step of ['start-build', 'repeat-1', 'available', 'read-back']) {
      run.crashAfter(step);
      if (step === 'repeat-1') {
        await refusalOf(run.go());
        run.retry();
      }
      await expect(run.go()).rejects.toBeInstanceOf(Crash);
    }
    const result = await run.go();
    expect(result.buildArn).toMatch(/edge\/0\.9\.1\/1$/);
    expect(amis()).toHaveLength(2);
  });

  it('of a schedule is only followed', async () => {
    const buildArn = world.fake.hands.startScheduledBuild('golden-base');
    const started = (await plan(world, 'build golden-base')).parsed as object;
    const run = testRun(world, buildJob, { ...started, buildArn } as never);
    const result = await run.go();
    expect(result.buildArn).toBe(buildArn);
    expect(world.calls('StartImagePipelineExecution')).toEqual([]);
    expect(buildJob.quiet?.(buildJob.plan.parse({ ...started, buildArn }), result)).toBe(true);
  });

  it('calls nothing it did not declare', async () => {
    await (await runOf('golden-base')).go();
    const failed = await runOf('edge', { id: 'r-edge222222' });
    await refusalOf(failed.go());
    failed.retry();
    await failed.go();
    const stopped = await runOf('payments', {
      id: 'r-payments22',
      meanwhile: () => {
        throw new Crash('stop here');
      },
    });
    await expect(stopped.go()).rejects.toBeInstanceOf(Crash);
    await stopped.cancel();
    const used = world.recorded
      .filter(({ runReference }) => runReference.startsWith('r-'))
      .flatMap(({ needs }) => needs);
    const declared = buildJob.iam.map(({ action }) => action);
    expect([...new Set(used)].filter((need) => !need.startsWith('sts:')).sort()).toEqual([...declared].sort());
  });
});
