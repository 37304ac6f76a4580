import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../src/core/run.ts';
import { restoreJob } from '../../src/jobs/restore/index.ts';
import type { RestorePlan } from '../../src/jobs/restore/plan.ts';
import { wordsOf } from '../commands/support.ts';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { planRestore, planRetire, recordOf, retirement } from './support/retirement.ts';
import { Crash, testRun } from './support/run-job.ts';

const db = 'ami-0a1b2c3d4e5f6a005';
const snapshots = ['snap-0a1b2c3d4e5f6a005', 'snap-0a1b2c3d4e5f6a006'];
const organization = 'arn:aws:organizations::123456789012:organization/o-assay4ybem';
const shares = [ACCOUNTS.prod, ACCOUNTS.stranger, organization];

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld({ fake: { paceMs: 20 } });
  world.fake.hands.changeLaunchPermissions(db, { add: shares });
});
afterEach(async () => await world.close());

async function retired(more: object): Promise<Run> {
  const plan = await planRetire(world, { image: db, 'disable-after': '0s', 'deregister-after': '0s', ...more });
  const run = retirement(world, plan);
  await run.go();
  return recordOf(run, plan);
}
const restoring = (plan: RestorePlan) => testRun(world, restoreJob, plan, { id: 'r-vvvvvvvvvv' });
const writes = (action: string): number =>
  world.fake.calls.filter((call) => call.action === action && call.result === 'ok').length;
const keptTags = (): readonly string[] =>
  Object.keys(world.image(db).tags).filter((key) => key.includes('shared-with'));
const expectBack = () => {
  expect(world.image(db)).toMatchObject({ state: 'available' });
  expect([...world.image(db).launchPermissions].sort()).toEqual([...shares].sort());
  expect(keptTags()).toEqual([]);
};

describe('a restore', () => {
  it('enables a disabled AMI and gives launch permission to exactly those that had it', async () => {
    const run = await retired({ 'deregister-after': 'never' });
    expect(world.image(db)).toMatchObject({ state: 'disabled', launchPermissions: [] });
    const plan = await planRestore(world, { image: db }, run);
    expect(plan).toMatchObject({ isDisabled: true, isDeprecated: true, unknownAccounts: [ACCOUNTS.stranger] });
    expect(restoreJob.impact(plan)).toEqual({ unknownAccounts: [ACCOUNTS.stranger] });
    const result = await restoring(plan).go();
    expect(result.sharedWith).toHaveLength(3);
    expectBack();
  });

  it('knows whom it was shared with from the AMI’s own tags when the records are lost', async () => {
    await retired({ 'deregister-after': 'never' });
    expect(keptTags()).toEqual(['assay:shared-with-1']);
    await restoring(await planRestore(world, { image: db })).go();
    expectBack();
  });

  it('brings it out of the Recycle Bin, snapshots first', async () => {
    const run = await retired({});
    expect(world.image(db).state).toBe('deregistered');
    const plan = await planRestore(world, { image: db }, run);
    expect(plan).toMatchObject({ isBinned: true, snapshots, name: 'db-2026-10-05' });
    await restoring(plan).go();
    expectBack();
    const order = world.fake.calls.map(({ action }) => action).filter((action) => action.startsWith('Restore'));
    expect(order).toEqual([
      'RestoreSnapshotFromRecycleBin',
      'RestoreSnapshotFromRecycleBin',
      'RestoreImageFromRecycleBin',
    ]);
  });

  it('finds the snapshots by what AWS says they were made for when the records are lost', async () => {
    await retired({});
    expect((await planRestore(world, { image: db })).snapshots).toEqual(snapshots);
  });

  it('refuses what cannot come back whole, and what is not retired', async () => {
    const run = await retired({ 'keep-snapshots': true });
    expect((await planRestore(world, { image: db }, run)).snapshots).toEqual([]);
    const lost = {
      ...run,
      plan: { ...(run.plan as object), snapshots: [{ id: 'snap-0123456789abcdef0', sizeGiB: 1 }] },
    };
    expect((await refusalOf(planRestore(world, { image: db }, lost))).message).toContain('gone for good');
    expect(await refusalOf(planRestore(world, { image: 'web-2026-10-10' }))).toMatchObject({ code: 'wrong_state' });
    expect(await refusalOf(planRestore(world, { image: 'ami-0fffffffffffffff1' }))).toMatchObject({
      code: 'not_found',
    });
    expect(await refusalOf(planRestore(world, { image: 'ami-0ccccccccccccc001' }))).toMatchObject({
      code: 'not_possible',
    });
  });

  it('gives nothing again that a later restore has given and somebody then took away', async () => {
    const run = await retired({ 'deregister-after': 'never' });
    await restoring(await planRestore(world, { image: db }, run)).go();
    world.fake.hands.changeLaunchPermissions(db, { remove: [ACCOUNTS.stranger] });
    const restored = { ...run, id: 'r-vvvvvvvvvv', job: 'restore', requestedAt: Date.now(), changedAt: Date.now() + 1 };
    expect(await refusalOf(planRestore(world, { image: db }, run, restored))).toMatchObject({ code: 'wrong_state' });
  });

  it('names a retirement that still sleeps, with a button to end it', async () => {
    const run = {
      ...(await retired({ 'disable-after': 'never', 'deregister-after': 'never' })),
      state: 'running' as const,
    };
    const plan = await planRestore(world, { image: db }, run);
    expect(plan.retirements).toEqual([run.id]);
    expect(wordsOf(restoreJob.present.planned(plan, world.settings))).toContain('does nothing more');
    const result = await restoring(plan).go();
    const done = restoreJob.present.done(plan, result, restoring(plan).view, world.settings);
    expect(done.offers).toEqual([{ label: `End retirement ${run.id}…`, command: 'cancel', input: { run: run.id } }]);
    expectBack();
  });

  it('shares with the others when AWS refuses one, and says which', async () => {
    const run = await retired({ 'deregister-after': 'never' });
    const plan = await planRestore(world, { image: db }, run);
    const broken = { ...plan, sharedWith: [...plan.sharedWith, '000000000000', 'public'] };
    const result = await restoring(broken).go();
    expect(result.refused.map(({ permission }) => permission)).toEqual(['public', '000000000000']);
    expect([...world.image(db).launchPermissions].sort()).toEqual([...shares].sort());
  });

  const steps = [...snapshots.map((id) => `snapshot:${id}`), 'image', 'undeprecate', 'enable', 'share', 'untag'];
  it.each(steps)('goes on after a death behind the step %s, and nothing happens twice', async (step) => {
    const run = await retired({});
    const restore = restoring(await planRestore(world, { image: db }, run));
    restore.crashAfter(step);
    await expect(restore.go()).rejects.toThrow(Crash);
    await restore.go();
    expectBack();
    expect([writes('RestoreImageFromRecycleBin'), writes('EnableImage')]).toEqual([1, 1]);
  });

  it('looks first when an answer was lost', async () => {
    const run = await retired({});
    for (const call of [
      'RestoreSnapshotFromRecycleBin',
      'RestoreImageFromRecycleBin',
      'EnableImage',
      'DisableImageDeprecation',
    ])
      world.fake.faults.add({ kind: 'lost-answer', call, times: 1 });
    await restoring(await planRestore(world, { image: db }, run)).go();
    expectBack();
  });
});
