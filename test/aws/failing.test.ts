import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BusyError, type UserError } from '../../src/core/outcome.ts';
import { build } from '../policy/sample.ts';
import { failureOf, startWithRoles, type WithRoles } from './start-with-roles.ts';

const place = { account: build, region: 'eu-west-1' };
const image = 'ami-0a1b2c3d4e5f6a002';
const by = { reference: 'r-failing234', userId: 'U0ANNA' };
const creation = { instanceId: 'i-0a1b2c3d4e5f60001', description: '', noReboot: true, tags: { Name: 'web' } };

describe('when AWS does not answer as wished', () => {
  let world: WithRoles;
  beforeAll(async () => {
    world = await startWithRoles();
    // A session is there already, so that what follows is about the call.
    await world.aws
      .reader(by)
      .ec2(place)
      .images({ ids: [image] });
    await world.aws
      .writer(by)
      .ec2(place)
      .images({ ids: [image] });
  });
  afterEach(() => {
    world.fake.faults.clear();
    world.pauses.length = 0;
  });
  afterAll(async () => await world.close());

  const read = (patience: 'command' | 'job', signal?: AbortSignal) =>
    world.aws
      .reader(by, { patience, signal })
      .ec2(place)
      .images({ ids: [image] });

  it('tells a person to try again and a job to wait, when AWS throttles', async () => {
    world.fake.faults.add({
      kind: 'error',
      call: 'DescribeImages',
      code: 'SnapshotCreationPerVolumeRateExceeded',
      times: 2,
    });
    expect(await failureOf(read('command'))).toMatchObject({ name: 'UserError', code: 'aws_busy' });
    expect(await failureOf(read('job'))).toMatchObject({ name: 'BusyError', waitMs: 15_000 });
  });

  it('lets the SDK try faults again', async () => {
    const before = world.calls('DescribeImages').length;
    world.fake.faults.add({ kind: 'status', call: 'DescribeImages', status: 500, times: 1 });
    expect(await read('command')).toHaveLength(1);
    expect(world.calls('DescribeImages')).toHaveLength(before + 2);
  });

  it('never sends CreateImage twice, and calls a fault or a lost answer unknown', async () => {
    const ec2 = world.aws.writer(by).ec2(place);
    for (const kind of ['status', 'lost-answer'] as const) {
      const before = world.calls('CreateImage').length;
      const fault = { call: 'CreateImage', times: 1 };
      world.fake.faults.add(kind === 'status' ? { kind, status: 500, ...fault } : { kind, ...fault });
      const error = await failureOf(ec2.createImage({ ...creation, name: `web-once-${kind}` }));
      expect(error).toBeInstanceOf(BusyError);
      expect(error.message).toContain('may or may not have done');
      expect(world.calls('CreateImage')).toHaveLength(before + 1);
    }
  });

  it('names the AMI that has the name', async () => {
    const ec2 = world.aws.writer(by).ec2(place);
    const { imageId } = await ec2.createImage({ ...creation, name: 'web-twice' });
    const error = (await failureOf(ec2.createImage({ ...creation, name: 'web-twice' }))) as UserError;
    expect(error).toMatchObject({ code: 'name_taken', field: 'name' });
    expect(error.message).toBe(`This name is already used by ${imageId} in build (${build}), eu-west-1.`);
  });

  it('writes tags again when two writers met or the id is fresh, with growing pauses', async () => {
    const ec2 = world.aws.writer(by).ec2(place);
    world.fake.faults.add({ kind: 'error', call: 'CreateTags', code: 'ConcurrentTagAccess', times: 2 });
    world.fake.faults.add({ kind: 'error', call: 'CreateTags', code: 'InvalidAMIID.NotFound', times: 1 });
    await ec2.createTags([image], { 'assay:run': 'r-1' });
    expect(world.pauses).toEqual([125, 250, 500]);
    expect((await read('job'))[0]?.tags['assay:run']).toBe('r-1');
    world.pauses.length = 0;
    world.fake.faults.add({ kind: 'error', call: 'DeleteTags', code: 'ConcurrentTagAccess', times: 100 });
    expect(await failureOf(ec2.deleteTags([image], ['assay:run']))).toBeInstanceOf(BusyError);
    expect(world.pauses).toEqual([125, 250, 500, 1000, 2000]);
  });

  it('takes a new session once when AWS does not take the old one any more', async () => {
    const before = world.calls('AssumeRole').length;
    world.fake.faults.add({ kind: 'error', call: 'DescribeImages', code: 'RequestExpired', times: 1 });
    expect(await read('job')).toHaveLength(1);
    expect(world.calls('AssumeRole')).toHaveLength(before + 1);
    world.fake.faults.add({ kind: 'error', call: 'DescribeImages', code: 'ExpiredToken', times: 100 });
    expect(await failureOf(read('job'))).toMatchObject({ code: 'aws_failed' });
    expect(world.calls('AssumeRole')).toHaveLength(before + 2);
  });

  it('gives a command its answer or a sentence within 2.5 seconds', async () => {
    world.fake.faults.add({ kind: 'delay', call: 'DescribeImages', ms: 3000, times: 5 });
    const start = performance.now();
    const error = await failureOf(read('command'));
    expect(performance.now() - start).toBeLessThan(5000);
    expect(error).toMatchObject({ code: 'aws_busy' });
    expect(error.message).toContain('did not answer in time');
  });

  it("ends a call when its caller does, with the caller's reason", async () => {
    world.fake.faults.add({ kind: 'delay', call: 'DescribeImages', ms: 3000, times: 1 });
    const controller = new AbortController();
    const reason = new Error('the worker stops');
    const ended = failureOf(read('job', controller.signal));
    controller.abort(reason);
    expect(await ended).toBe(reason);
    expect(await failureOf(read('job', controller.signal))).toBe(reason);
  });

  it('asks the budget before every call, waits a little, then gives up', async () => {
    const asked: string[] = [];
    const answers = [200, 0, 90_000];
    const budget = {
      async take(key: string, rate: { burst: number; perSecond: number }) {
        asked.push(`${key} ${rate.burst}/${rate.perSecond}`);
        return answers.shift() ?? 0;
      },
    };
    const aws = world.another({ budget, limitShare: 0.25 });
    expect(
      await aws
        .reader(by)
        .ec2(place)
        .images({ ids: [image] }),
    ).toHaveLength(1);
    expect(world.pauses).toEqual([200]);
    const calls = world.calls('CreateTags').length;
    const busy = await failureOf(aws.writer(by).ec2(place).createTags([image], { 'assay:run': 'r-2' }));
    expect(busy).toMatchObject({ name: 'BusyError', waitMs: 90_000 });
    expect(world.calls('CreateTags')).toHaveLength(calls);
    expect(asked).toEqual([
      `${build}/eu-west-1/read 25/5`,
      `${build}/eu-west-1/read 25/5`,
      `${build}/eu-west-1/tags 25/2.5`,
    ]);
  });

  it('does not let a budget that never answers use up more time than a command has', async () => {
    const aws = world.another({ budget: { take: () => new Promise(() => {}) } });
    const error = await failureOf(
      aws
        .reader(by)
        .ec2(place)
        .images({ ids: [image] }),
    );
    expect(error).toMatchObject({ code: 'aws_busy' });
    expect(error.message).toContain('before AWS could be asked for ec2:DescribeImages');
  });

  it('calls what it does not know a bug, with what is needed to find it', async () => {
    world.fake.faults.add({
      kind: 'error',
      call: 'DescribeImages',
      code: 'InvalidFilter',
      message: 'The filter is odd',
      times: 1,
    });
    const error = await failureOf(read('job'));
    expect(error.name).toBe('Error');
    expect(error.message).toMatch(
      /^ec2:DescribeImages in build \(111122223333\), eu-west-1 failed: InvalidFilter: .*request /,
    );
  });
});

describe('when AWS cannot be reached', () => {
  it('calls a network that is down busy, for each in its own way', async () => {
    const down = await startWithRoles();
    await down.fake.close();
    const { aws } = down;
    const command = await failureOf(
      aws
        .reader(by)
        .ec2(place)
        .images({ ids: [image] }),
    );
    expect(command).toMatchObject({ code: 'aws_busy' });
    const job = await failureOf(
      aws
        .reader(by, { patience: 'job' })
        .ec2(place)
        .images({ ids: [image] }),
    );
    expect(job).toBeInstanceOf(BusyError);
    await down.close();
  });
});
