import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { AwsWorldSeed } from '../../sandbox/aws/world/world-seed.ts';
import type { UserError } from '../../src/core/outcome.ts';
import { backupJob } from '../../src/jobs/backup/index.ts';
import type { BackupPlan } from '../../src/jobs/backup/plan.ts';
import { ACCOUNTS, type AwsWorld, startAwsWorld } from '../support/aws-world.ts';
import { Crash, type TestRun, testRun } from './support/run-job.ts';

const web = 'i-0a1b2c3d4e5f60001';
const api = 'i-0a1b2c3d4e5f60002';
const batch = 'i-0a1b2c3d4e5f60004';
const cache = 'i-0a1b2c3d4e5f60006';
const inProd = 'i-0d1b2c3d4e5f60001';
const build = { account: ACCOUNTS.build, region: 'eu-west-1' };
const prod = { account: ACCOUNTS.prod, region: 'eu-west-1' };

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => {
  await world.close();
});

const moment = Date.parse('2026-11-23T03:00:00Z');
const planFor = (more: Partial<z.input<typeof BackupPlan>> = {}): z.input<typeof BackupPlan> => ({
  place: build,
  instances: [web],
  reboot: true,
  retention: {},
  timeZone: 'UTC',
  schedule: 'nightly',
  moment,
  by: 'clock',
  ...more,
});
let number = 0;
const runOf = (more: Partial<z.input<typeof BackupPlan>> = {}) =>
  testRun(world, backupJob, planFor(more), {
    id: `r-back${String(number++).padStart(6, 'a').replaceAll('0', 'z').replaceAll('1', 'y')}`,
  });
const failureOf = (promise: Promise<unknown>): Promise<UserError> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: UserError) => error,
  );
/** AWS limits these questions in production until the run was put off once. */
function throttled(run: TestRun<unknown>, filter?: string): void {
  world.fake.intercept({
    before: async ({ action, account, region, parameters }) =>
      run.busy.length === 0 &&
      action === 'DescribeInstances' &&
      account === prod.account &&
      region === prod.region &&
      (filter === undefined || parameters['Filter.1.Name'] === filter)
        ? { code: 'RequestLimitExceeded', message: 'Request limit exceeded.' }
        : 'go',
    after: async () => 'go',
  });
}
/** Own backups of a schedule that exist. */
const backups = (schedule = 'nightly') =>
  world.fake
    .state()
    .accounts.flatMap(({ regions }) => regions.flatMap(({ images }) => images))
    .filter((image) => image.tags['assay:schedule'] === schedule && image.state !== 'deregistered');
/** Ids of seven older backups of web-1, oldest first, a day apart. */
const older = [7, 6, 5, 4, 3, 2, 1].map((days) => `ami-0b0000000000000b${days}`);
const [used, approved, shared, guarded, vault, named, plain] = older as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

/** The default world with so many of the newest of them. */
const withHistory = (count: number): AwsWorldSeed => ({
  ...defaultWorld,
  accounts: defaultWorld.accounts.map((account) => {
    const place = account.regions['eu-west-1'];
    if (account.id !== ACCOUNTS.build || !place) return account;
    const images = older.slice(-count).map((id, index) => ({
      id,
      name: `bk-nightly-${web}-${index}`,
      description: 'Backup',
      ageDays: count - index,
      tags: { 'assay:schedule': 'nightly', 'assay:source-instance': web },
      snapshots: [{ id: id.replace('ami-', 'snap-'), sizeGiB: 20 }],
      sourceInstanceId: web,
    }));
    return {
      ...account,
      regions: { ...account.regions, 'eu-west-1': { ...place, images: [...(place.images ?? []), ...images] } },
    };
  }),
});
async function history(count: number): Promise<readonly string[]> {
  await world.close();
  world = await startAwsWorld({ fake: { world: withHistory(count) } });
  return older.slice(-count);
}

describe('a run of a schedule', () => {
  it('makes one AMI per instance, with a reboot, named and tagged so that retention and people know it', async () => {
    const result = await runOf({ instances: [web, batch], retention: { days: 30 } }).go();
    expect(result.created.map(({ instanceId }) => instanceId)).toEqual([web, batch]);
    const [image] = backups();
    expect(image).toMatchObject({ name: `bk-nightly-${web}-20261123T030000Z`, state: 'available' });
    expect(image?.tags).toMatchObject({
      'assay:schedule': 'nightly',
      'assay:source-instance': web,
      'assay:moment': '2026-11-23T03:00:00.000Z',
      'assay:consistency': 'reboot',
      'assay:retain-until': '2026-12-23T03:00:00.000Z',
    });
    expect(world.image(result.created[1]?.imageId ?? '').tags['assay:consistency']).toBe('stopped');
    expect(world.instance(web).reboots).toBe(1);
    expect(world.instance(batch).reboots).toBe(0);
    expect(backupJob.quiet?.(backupJob.plan.parse(planFor()), result)).toBe(true);
  });

  it('finds its instances anew, by name and tag, in every account', async () => {
    const tag = { instances: ['tag:team=shop'], reboot: false };
    const before = (await runOf(tag).go()).created.length;
    world.fake.hands.tagResource('i-0a1b2c3d4e5f60007', ACCOUNTS.build, { team: 'shop' });
    const after = await runOf({ ...tag, moment: moment + 60_000 }).go();
    expect(after.created).toHaveLength(before + 1);
    expect(new Set(after.created.map(({ place }) => place.account)).size).toBeGreaterThanOrEqual(1);
    expect(world.instance(web).reboots).toBe(0);
  });

  it('backs up the others when one cannot be, says which and why, and is retried without a second AMI of the others', async () => {
    world.fake.hands.tagResource(api, ACCOUNTS.build, { 'aws:autoscaling:groupName': 'api-group' });
    const run = runOf({ instances: [web, api, cache] });
    const failure = await failureOf(run.go());
    expect(failure.message).toMatch(/^1 of 3 instances were backed up\./);
    expect(failure.message).toMatch(/api-1: .*Auto Scaling group api-group, which may replace it while it reboots/);
    expect(failure.message).toMatch(/cache-1: .*instance store/);
    expect(backups()).toHaveLength(1);
  });

  it('skips an instance of which an AMI is being made at this moment, and that is no quiet end', async () => {
    world.fake.settings.paceMs = 100_000;
    const client = world.aws.writer({ reference: 'other', userId: 'U0ANNA' }).ec2(build);
    const { imageId } = await client.createImage({
      instanceId: web,
      name: 'somebody-elses',
      description: '',
      noReboot: true,
      tags: {},
    });
    const result = await runOf().go();
    expect(result).toMatchObject({ created: [], skipped: [{ instanceId: web }] });
    expect(result.skipped[0]?.why).toContain(imageId);
    expect(backupJob.quiet?.(backupJob.plan.parse(planFor()), result)).toBe(false);
    expect(backups()).toEqual([]);
  });

  /** AWS cannot finish what is made before a retry. */
  const failing = () =>
    testRun(world, backupJob, planFor(), {
      id: 'r-backfaiaed',
      meanwhile: (looks) => {
        const [pending] = backups();
        if (looks === 0 && pending?.state === 'pending' && !pending.name.endsWith('-1'))
          world.fake.hands.failImage(pending.id, 'The snapshot could not be completed');
      },
    });

  it('that AWS could not finish leaves no failed AMI, and a retry makes it under another name', async () => {
    const run = failing();
    const failure = await failureOf(run.go());
    expect(failure.message).toMatch(/^Nothing was backed up\. web-1: AWS could not finish ami-/);
    expect(backups()).toEqual([]);
    run.retry();
    const result = await run.go();
    expect(result.created).toHaveLength(1);
    expect(backups().map(({ state }) => state)).toEqual(['available']);
  });

  const removed: readonly (readonly [string, () => void])[] = [
    [
      'AWS’s answer to its removal was lost',
      () => world.fake.faults.add({ kind: 'lost-answer', call: 'DeregisterImage', times: 1 }),
    ],
    [
      'AWS still shows it after the answer was lost',
      () =>
        world.fake.intercept({
          before: async ({ action }) =>
            action === 'DeregisterImage'
              ? { code: 'InvalidAMIID.Unavailable', message: 'The image ID is no longer available' }
              : 'go',
          after: async () => 'go',
        }),
    ],
    [
      'somebody removed it',
      () =>
        world.fake.intercept({
          async before({ action, parameters }) {
            const failed = backups().find(({ state }) => state === 'failed');
            if (failed && action === 'DescribeImages' && parameters['Filter.1.Name'] === 'tag:assay:run')
              world.fake.hands.deregisterImage(failed.id);
            return 'go';
          },
          after: async () => 'go',
        }),
    ],
  ];
  it.each(removed)('that AWS could not finish is made anew by a retry also when %s', async (_, happens) => {
    happens();
    const run = failing();
    const failure = await failureOf(run.go());
    expect(failure.message).toMatch(/AWS could not finish (ami-\w+): /);
    const [child] = run.children.values();
    expect(child?.released).toMatch(/^ami-\w+ is gone\.$/);
    world.fake.intercept();
    run.retry();
    const result = await run.go();
    expect(failure.message).not.toContain(result.created[0]?.imageId);
    expect(backups().filter(({ state }) => state === 'available')).toHaveLength(1);
  });

  it('outside of its window begins nothing and says what time it is; by hand it does', async () => {
    const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
    const berlin = { window: { from: clock(2), to: clock(3) }, timeZone: 'UTC' };
    const failure = await failureOf(runOf({ ...berlin, by: 'catch-up' }).go());
    expect(failure.message).toMatch(
      /^It is \d\d:\d\d \(UTC\), outside of the maintenance window .*: nothing was begun\.$/,
    );
    expect(world.calls('CreateImage')).toEqual([]);
    expect((await runOf({ ...berlin, by: 'hand' }).go()).created).toHaveLength(1);
  });

  it('asks a throttled account again, instead of leaving its instances out', async () => {
    const run = runOf({ instances: [web, inProd], reboot: false });
    throttled(run);
    const result = await run.go();
    expect(run.busy).toEqual([expect.stringContaining('limiting requests')]);
    expect(result.created.map(({ place }) => place)).toEqual([build, prod]);
  });

  it('that finds nothing fails loudly', async () => {
    const failure = await failureOf(runOf({ instances: ['tag:team=nobody'] }).go());
    expect(failure.message).toMatch(/found no instance: nothing fits tag:team=nobody now/);
  });
});

describe('retention', () => {
  it('removes what is past its count with its snapshots, oldest first, after the new one is available', async () => {
    const old = await history(3);
    const result = await runOf({ retention: { count: 2 } }).go();
    expect(result.pruned.map(({ imageId, snapshots, left }) => [imageId, snapshots, left])).toEqual([
      [old[0], 1, []],
      [old[1], 1, []],
    ]);
    expect(backups().map(({ id }) => id)).toEqual([old[2], result.created[0]?.imageId]);
    const left = world.fake.state().accounts.flatMap(({ regions }) => regions.flatMap(({ snapshots }) => snapshots));
    const ids = left.map(({ id }) => id);
    expect(old.map((id) => ids.includes(id.replace('ami-', 'snap-')))).toEqual([false, false, true]);
  });

  it('with a count and an age removes only what both say', async () => {
    const old = await history(3);
    const result = await runOf({ retention: { count: 1, days: 3 } }).go();
    expect(result.pruned.map(({ imageId }) => imageId)).toEqual([old[0]]);
  });

  it('removes nothing when nothing new came of it', async () => {
    const old = await history(2);
    world.fake.hands.tagResource(web, ACCOUNTS.build, { 'aws:autoscaling:groupName': 'group' });
    await failureOf(runOf({ retention: { count: 1 } }).go());
    expect(backups().map(({ id }) => id)).toEqual(old);
  });

  it('never touches what is used, approved, shared, protected, of AWS Backup or of another schedule, and says why', async () => {
    await history(7);
    const hands = world.fake.hands;
    hands.tagImage(approved, { 'ami-approved-production': 'yes' });
    hands.changeLaunchPermissions(shared, { add: [ACCOUNTS.prod] });
    hands.protectImage(guarded, true);
    hands.tagImage(vault, { 'aws:backup:source-resource': 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1' });
    hands.setParameter(ACCOUNTS.build, 'eu-west-1', '/golden/web', named);
    hands.tagImage(used, { 'assay:schedule': 'weekly' });
    const result = await runOf({ retention: { count: 1 } }).go();
    const why = new Map(result.kept.map((one) => [one.imageId, one.why]));
    expect(why.get(approved)).toBe('is approved');
    expect(why.get(shared)).toBe('is shared with others');
    expect(why.get(guarded)).toBe('is protected from deregistration');
    expect(why.get(vault)).toBe('is managed by AWS Backup');
    expect(why.get(named)).toMatch(/^is named by an SSM parameter/);
    expect(result.pruned.map(({ imageId }) => imageId)).toEqual([plain]);
    expect(world.image(used).state).toBe('available');
  });

  it('asks a throttled account again, instead of keeping what may be used there', async () => {
    const old = await history(1);
    const run = runOf({ retention: { count: 1 } });
    throttled(run, 'image-id');
    const result = await run.go();
    expect(run.busy).toEqual([expect.stringContaining('limiting requests')]);
    expect([result.pruned.map(({ imageId }) => imageId), result.kept]).toEqual([old, []]);
  });

  it('of a schedule never counts AMIs of other instances, whatever their tags say', async () => {
    const [mine] = await history(1);
    world.fake.hands.tagImage('ami-0a1b2c3d4e5f6a002', {
      'assay:schedule': 'nightly',
      'assay:source-instance': api,
    });
    const result = await runOf({ instances: [web, api], reboot: false, retention: { count: 1 } }).go();
    expect(result.pruned.map(({ imageId }) => imageId)).toEqual([mine]);
    expect(world.image('ami-0a1b2c3d4e5f6a002').state).toBe('available');
  });

  it('removes one after the other, each once, when the process dies after each step', async () => {
    const old = await history(2);
    const run = runOf({ retention: { count: 1 } });
    for (const step of ['find', `choose:${web}`, ...old.map((id) => `prune:${id}`)]) {
      run.crashAfter(step);
      await expect(run.go()).rejects.toThrow(Crash);
    }
    const result = await run.go();
    expect(result.created).toHaveLength(1);
    expect(result.pruned).toEqual(old.map((imageId) => ({ imageId, snapshots: 1, left: [] })));
    expect(backups()).toHaveLength(1);
    expect(world.calls('DeregisterImage').filter(({ result: answer }) => answer === 'ok')).toHaveLength(2);
  });
});

it('instances of several accounts are backed up in their own', async () => {
  const result = await runOf({ instances: [web, inProd], reboot: false }).go();
  expect(result.created.map(({ place }) => place)).toEqual([build, prod]);
});
