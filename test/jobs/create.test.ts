import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { create } from '../../src/commands/create.ts';
import { isPlanning } from '../../src/core/command.ts';
import { BusyError } from '../../src/core/outcome.ts';
import { createJob } from '../../src/jobs/create/index.ts';
import type { CreatePlan } from '../../src/jobs/create/plan.ts';
import { type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { Crash, testRun } from './support/run-job.ts';

const web = 'i-0a1b2c3d4e5f60001';
const db = 'i-0a1b2c3d4e5f60003';
const batch = 'i-0a1b2c3d4e5f60004';

let world: AwsWorld;
const tenMinutesLater = (): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 });
};
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => {
  vi.useRealTimers();
  await world.close();
});

async function planFor(input: object): Promise<z.input<typeof CreatePlan>> {
  if (!isPlanning(create)) throw new Error('create plans');
  return createJob.plan.parse(await create.plan(create.input.parse(input), world.context('create')));
}

describe('an AMI of a machine', () => {
  it('is made with a reboot, tagged with its snapshots, and read back', async () => {
    const run = testRun(world, createJob, await planFor({ instance: db, name: 'db-test', tags: { team: 'data' } }));
    const result = await run.go();
    const image = world.image(result.imageId);
    expect(image.state).toBe('available');
    expect(image.tags).toEqual({
      Name: 'db-test',
      team: 'data',
      'assay:run': run.view.id,
      'assay:requester': 'U0ANNA',
      'assay:source-instance': db,
      'assay:consistency': 'reboot',
    });
    const made = result.snapshots.map(({ sizeGiB, encrypted }) => [sizeGiB, encrypted]);
    expect(made).toHaveLength(2);
    expect(made).toEqual(
      expect.arrayContaining([
        [30, false],
        [200, true],
      ]),
    );
    const [place] = world.fake.state().accounts.find(({ alias }) => alias === 'build')?.regions ?? [];
    for (const { id } of result.snapshots)
      expect(place?.snapshots.find((snapshot) => snapshot.id === id)?.tags).toEqual(image.tags);
    expect(result.instanceState).toBe('running');
    expect(world.instance(db).reboots).toBe(1);
    expect(run.observations.at(-1)).toMatchObject({ state: 'done', phase: 'available', percent: 100 });
  });

  it('is made without a reboot when that was asked for', async () => {
    const run = testRun(world, createJob, await planFor({ instance: 'web-1', name: 'web-test', 'no-reboot': true }));
    const { imageId } = await run.go();
    expect(world.instance(web).reboots).toBe(0);
    expect(world.image(imageId).tags['assay:consistency']).toBe('no-reboot');
  });

  it('of a stopped machine needs no reboot, and no warning that there was none', async () => {
    const plan = createJob.plan.parse(await planFor({ instance: batch, name: 'batch-test', 'no-reboot': true }));
    expect(plan.consistency).toBe('stopped');
    expect(createJob.startsGently?.(plan)).toBe(false);
    const result = await testRun(world, createJob, plan).go();
    expect(result.instanceState).toBe('stopped');
    expect(world.instance(batch).reboots).toBe(0);
    const { warnings } = createJob.present.done(plan, result, testRun(world, createJob, plan).view, world.settings);
    expect(warnings).toBeUndefined();
  });

  it('shows real progress on its way', async () => {
    world.fake.settings.paceMs = 400;
    const run = testRun(world, createJob, await planFor({ instance: db, name: 'db-slow' }));
    await run.go();
    const percents = run.observations.map(({ percent }) => percent ?? -1);
    expect(percents.some((percent) => percent > 0 && percent < 100)).toBe(true);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  });
});

describe('one AMI and one reboot, whatever is lost', () => {
  const once = (name: string): void => {
    expect(world.imagesNamed(name)).toHaveLength(1);
    expect(world.instance(web).reboots).toBe(1);
  };

  it('a process that dies between the answer and our record', async () => {
    const run = testRun(world, createJob, await planFor({ instance: web, name: 'web-crash' }));
    run.crashAfter('create-image');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    expect(run.steps.get('create-image')).toEqual({ state: 'intent' });
    const { imageId } = await run.go();
    once('web-crash');
    expect(world.imagesNamed('web-crash')[0]?.id).toBe(imageId);
    expect(world.calls('CreateImage')).toHaveLength(1);
  });

  it('a process that dies after every single step', async () => {
    const run = testRun(world, createJob, await planFor({ instance: web, name: 'web-crashes' }));
    for (const step of ['create-image', 'read-back']) {
      run.crashAfter(step);
      await expect(run.go()).rejects.toBeInstanceOf(Crash);
    }
    await run.go();
    once('web-crashes');
  });

  it('an answer that is lost on its way', async () => {
    world.fake.faults.add({ kind: 'lost-answer', call: 'CreateImage', times: 1 });
    const run = testRun(world, createJob, await planFor({ instance: web, name: 'web-lost' }));
    const { imageId } = await run.go();
    once('web-lost');
    expect(run.busy).toHaveLength(1);
    expect(world.image(imageId).tags['assay:run']).toBe(run.view.id);
  });

  it('a lost answer and an AMI that does not show yet: waits instead of blaming somebody', async () => {
    world.fake.settings.newImageLag = { looks: 3 };
    world.fake.faults.add({ kind: 'lost-answer', call: 'CreateImage', times: 1 });
    const run = testRun(world, createJob, await planFor({ instance: web, name: 'web-late' }));
    await run.go();
    once('web-late');
    expect(run.busy.join(' ')).toContain('does not show by what yet');
  });
});

describe('a lost answer and tags that show later than their AMI', () => {
  it('is not taken for somebody else’s AMI', async () => {
    world.fake.lagTags({ ms: 150 });
    world.fake.faults.add({ kind: 'lost-answer', call: 'CreateImage', times: 1 });
    const run = testRun(world, createJob, await planFor({ instance: web, name: 'web-bare' }));
    await run.go();
    expect(world.imagesNamed('web-bare')).toHaveLength(1);
    expect(world.instance(web).reboots).toBe(1);
  });
});

describe('what is not ours is left alone', () => {
  it('a name that a stranger took meanwhile', async () => {
    const plan = await planFor({ instance: web, name: 'web-taken' });
    await testRun(world, createJob, plan, { id: 'r-somebodyxx' }).go();
    const mine = testRun(world, createJob, plan, { id: 'r-mmmmmmmmmm' });
    const refusal = await refusalOf(mine.go());
    expect(refusal.code).toBe('name_taken');
    expect(refusal.message).toContain(world.imagesNamed('web-taken')[0]?.id);
    expect(world.imagesNamed('web-taken')).toHaveLength(1);
    expect(world.instance(web).reboots).toBe(1);
  });
});

describe('what AWS cannot do', () => {
  it('is said with AWS’s own reason, and the failed AMI is named', async () => {
    world.fake.settings.paceMs = 60_000;
    const run = testRun(world, createJob, await planFor({ instance: db, name: 'db-failed' }), {
      meanwhile(looks) {
        const [image] = world.imagesNamed('db-failed');
        if (looks === 1 && image)
          world.fake.hands.failImage(
            image.id,
            'Given key ID is not accessible. You must have DescribeKey permissions.',
          );
      },
    });
    const refusal = await refusalOf(run.go());
    expect(refusal.code).toBe('not_possible');
    expect(refusal.message).toBe(
      `AWS could not finish ${world.imagesNamed('db-failed')[0]?.id}: Given key ID is not accessible. You must have DescribeKey permissions.`,
    );
    expect(refusal.hint).toContain('deregister');
  });

  it('a machine terminated while its AMI is made', async () => {
    world.fake.settings.paceMs = 60_000;
    const run = testRun(world, createJob, await planFor({ instance: web, name: 'web-gone' }), {
      meanwhile: (looks) => looks === 1 && world.fake.hands.terminateInstance(web),
    });
    expect((await refusalOf(run.go())).message).toMatch(/^AWS could not finish ami-.*terminated or rebooted/);
  });

  it('refused by IAM: the role and the action are named', async () => {
    const plan = await planFor({ instance: web, name: 'web-denied' });
    world.fake.faults.add({
      kind: 'error',
      call: 'CreateImage',
      code: 'UnauthorizedOperation',
      message: 'User is not authorized to perform: ec2:CreateTags on resource',
      times: 1,
    });
    const refusal = await refusalOf(testRun(world, createJob, plan).go());
    expect(refusal).toMatchObject({ code: 'aws_denied' });
    expect(refusal.message).toContain('AssayWorker may not ec2:CreateTags in build');
  });
});

describe('AWS that is not consistent yet', () => {
  it('waits for the new AMI', async () => {
    world.fake.settings.newImageLag = { looks: 4 };
    const run = testRun(world, createJob, await planFor({ instance: web, name: 'web-lag', 'no-reboot': true }));
    await run.go();
    expect(run.observations[0]).toEqual({ state: 'pending', phase: 'creating' });
  });

  it('waits for the tags of image and snapshots before it says done', async () => {
    world.fake.settings.paceMs = 5;
    world.fake.lagTags({ ms: 200 });
    const run = testRun(world, createJob, await planFor({ instance: web, name: 'web-tag-lag', 'no-reboot': true }));
    await run.go();
    expect(run.busy.length).toBeGreaterThan(0);
  });

  it('an AMI that vanishes after it was available is not waited for for ever', async () => {
    const run = testRun(world, createJob, await planFor({ instance: web, name: 'web-vanished', 'no-reboot': true }), {
      mostBusy: 3,
    });
    run.crashAfter('read-back');
    await expect(run.go()).rejects.toBeInstanceOf(Crash);
    world.fake.hands.deregisterImage(world.imagesNamed('web-vanished')[0]?.id ?? '');
    await expect(run.go()).rejects.toBeInstanceOf(BusyError);
    tenMinutesLater();
    expect((await refusalOf(run.go())).message).toContain('is gone again');
  });
});
