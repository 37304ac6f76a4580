import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { AwsWorldSeed, PlaceSeed } from '../../sandbox/aws/world/world-seed.ts';
import { StaleError } from '../../src/core/outcome.ts';
import { retireJob } from '../../src/jobs/retire/index.ts';
import type { RetirePlan } from '../../src/jobs/retire/plan.ts';
import { wordsOf } from '../commands/support.ts';
import { ACCOUNTS, type AwsWorld, buildPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { planRetire as plan, retirement as run } from './support/retirement.ts';
import { Crash, type TestRunOptions } from './support/run-job.ts';

const web = 'ami-0a1b2c3d4e5f6a006';
const old = 'ami-0a1b2c3d4e5f6a002';
const oldSnapshot = 'snap-0a1b2c3d4e5f6a002';

const partner = '222233334444';
const seedFor = (alias: string, more: PlaceSeed): AwsWorldSeed => ({
  ...defaultWorld,
  accounts: defaultWorld.accounts.map((account) => {
    const place = account.regions['eu-west-1'] ?? {};
    const images = [...(place.images ?? []), ...(more.images ?? [])];
    const instances = [...(place.instances ?? []), ...(more.instances ?? [])];
    return account.alias === alias
      ? { ...account, regions: { ...account.regions, 'eu-west-1': { ...place, images, instances } } }
      : account;
  }),
});
const withPartnerUsing = (imageId: string) =>
  seedFor('partner', { instances: [{ id: 'i-0c1b2c3d4e5f60001', imageId, tags: {}, volumes: [] }] });
const withTwinOf = (snapshot: string) =>
  seedFor('build', {
    images: [{ id: 'ami-0a1b2c3d4e5f6a0f1', name: 'twin', ageDays: 1, snapshots: [{ id: snapshot, sizeGiB: 20 }] }],
  });

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld({ fake: { paceMs: 20 } });
});
afterEach(async () => {
  vi.useRealTimers();
  await world.close();
});

const planRetire = (input: object = {}): Promise<RetirePlan> => plan(world, { image: old, ...input });
const retirement = (planned: RetirePlan, options: TestRunOptions = {}) => run(world, planned, options);
const doneWords = (plan: RetirePlan, result: Awaited<ReturnType<ReturnType<typeof retirement>['go']>>) =>
  wordsOf(retireJob.present.done(plan, result, { ...retirement(plan).view }, world.settings));
const writes = (): readonly string[] =>
  world.fake.calls
    .filter(({ action, result }) => result === 'ok' && !/^(Describe|List|Get|Assume)/.test(action))
    .map(({ action }) => action);
const lifecycle = () => world.aws.writer({ reference: 'test', userId: 'U0ANNA' }).lifecycle(buildPlace);

describe('a retirement', () => {
  it('deprecates, disables after its time, deregisters after its time, and tells each snapshot and the way back', async () => {
    world.fake.hands.changeLaunchPermissions(old, { add: [ACCOUNTS.prod] });
    const plan = await planRetire();
    const states: string[] = [];
    const run = retirement(plan, {
      asleep: () => void states.push(`${world.image(old).state} ${world.image(old).launchPermissions.length}`),
    });
    const before = Date.now();
    const result = await run.go();
    expect(states).toEqual(['available 1', 'disabled 0']);
    const [disableAt, deregisterAt] = run.slept.map((at) => at.getTime());
    expect((disableAt ?? 0) - before).toBeGreaterThanOrEqual(30 * 86_400_000);
    expect((deregisterAt ?? 0) - (disableAt ?? 0)).toBe(30 * 86_400_000);
    expect(result).toMatchObject({
      reached: 'deregistered',
      sharedWith: [ACCOUNTS.prod],
      snapshots: [{ id: oldSnapshot, outcome: 'success' }],
      binnedSnapshots: [oldSnapshot],
    });
    const said = doneWords(plan, result);
    expect(said).toContain('It lies in the Recycle Bin until');
    expect(said).toContain(`${oldSnapshot} deleted`);
    expect(world.image(old).state).toBe('deregistered');
    // Each count of AWS's is deleted again.
    expect(await lifecycle().allUsageReports()).toEqual([]);
    expect(writes()).toEqual([
      'EnableImageDeprecation',
      'CreateImageUsageReport',
      'DeleteImageUsageReport',
      'CreateTags',
      'DisableImage',
      'CreateImageUsageReport',
      'DeleteImageUsageReport',
      'DeregisterImage',
    ]);
  });

  it('stops where it was told to', async () => {
    const never = await retirement(await planRetire({ 'disable-after': 'never' })).go();
    expect(never.reached).toBe('deprecated');
    expect(world.image(old).state).toBe('available');
    const disabled = await retirement(await planRetire({ 'deregister-after': 'never' })).go();
    expect(disabled.reached).toBe('disabled');
    expect(world.image(old).state).toBe('disabled');
  });

  it('keeps snapshots when asked to', async () => {
    const plan = await planRetire({ 'keep-snapshots': true });
    const result = await retirement(plan).go();
    expect(result.snapshots).toEqual([]);
    expect(doneWords(plan, result)).toContain(`Snapshots kept: ${oldSnapshot}`);
    const [there] = await world.aws
      .reader({ reference: 't', userId: 'U0ANNA' })
      .ec2(buildPlace)
      .snapshots({ ids: [oldSnapshot] });
    expect(there?.id).toBe(oldSnapshot);
  });

  it('does not disable what began to be used while it slept, says by whom, and goes on after a retry', async () => {
    const plan = await planRetire();
    const run = retirement(plan, {
      asleep: () => world.fake.hands.setParameter(ACCOUNTS.build, 'eu-west-1', '/golden/web', old),
    });
    const refusal = await refusalOf(run.go());
    expect(refusal.message).toContain('is still used: SSM parameter /golden/web in build. It was not disabled.');
    expect(run.released).toContain('/ami restore');
    expect(world.image(old).state).toBe('available');
    world.fake.hands.setParameter(ACCOUNTS.build, 'eu-west-1', '/golden/web', web);
    run.retry();
    const again = retirement(plan);
    for (const [key, step] of run.steps) again.steps.set(key, step);
    again.slept.push(...run.slept);
    again.retry();
    expect((await again.go()).reached).toBe('deregistered');
  });

  it('does not deregister what a launch template in another account names', async () => {
    const plan = await planRetire({ image: web, 'disable-after': '0s', 'deregister-after': '0s' });
    expect(plan.users.length).toBeGreaterThan(0);
    const refusal = await refusalOf(retirement(plan).go());
    expect(refusal.message).toMatch(/launch template lt-\w+ in prod, instance web-prod-1 in prod/);
    expect(world.image(web).state).toBe('available');
  });

  it('counts accounts nobody may look into, by AWS’s report', async () => {
    await world.close();
    world = await startAwsWorld({ fake: { paceMs: 20, world: withPartnerUsing(old) } });
    const refusal = await refusalOf(retirement(await planRetire()).go());
    expect(refusal.message).toContain(`is still used: 1 × instance in account ${partner}. It was not disabled.`);
    expect(await lifecycle().allUsageReports()).toEqual([]);
  });

  it('ends when it was restored while it slept, and undoes nothing of that', async () => {
    const plan = await planRetire();
    let sleeps = 0;
    const run = retirement(plan, {
      async asleep() {
        sleeps += 1;
        if (sleeps === 2) {
          await lifecycle().enable(old);
          await lifecycle().cancelDeprecation(old);
        }
      },
    });
    await expect(run.go()).rejects.toThrow(StaleError);
    expect(world.image(old).state).toBe('available');
    expect(run.released).toBe(`${old} is available and not deprecated.`);
  });

  it.each([1, 2])('ends at its %s. waking when it was restored meanwhile and then retired anew', async (waking) => {
    let sleeps = 0;
    const run = retirement(await planRetire(), {
      async asleep() {
        sleeps += 1;
        if (sleeps !== waking) return;
        if (world.image(old).state === 'disabled') await lifecycle().enable(old);
        await lifecycle().cancelDeprecation(old);
        await lifecycle().deprecate(old, new Date(Date.now() + 12 * 86_400_000));
        if (waking === 2) world.fake.hands.disableImage(old);
      },
    });
    const done = () => writes().filter((action) => action === 'DisableImage' || action === 'DeregisterImage');
    await expect(run.go()).rejects.toThrow(/was deprecated anew, for .* UTC, so this retirement ends here/);
    expect([done().length, world.image(old).state]).toEqual([waking - 1, waking === 1 ? 'available' : 'disabled']);
    run.retry();
    await expect(run.go()).rejects.toThrow(StaleError);
  });

  it('goes by the moment AWS shows for it, rounded to the minute, and by one that was there before', async () => {
    const later = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 86_400_000);
    const afterwards = await planRetire({ 'deprecate-after': '3d', 'deregister-after': 'never' });
    expect((await retirement(afterwards).go()).reached).toBe('disabled');
    await lifecycle().enable(old);
    await lifecycle().deprecate(old, later);
    const kept = await retirement(await planRetire({ 'deprecate-after': '2d', 'deregister-after': 'never' })).go();
    expect(kept).toMatchObject({ reached: 'disabled', deprecatedAt: later.toISOString() });
  });

  it('waits until AWS shows its own moment, where a later one stood before', async () => {
    const before = new Date(Date.now() + 900 * 86_400_000);
    await lifecycle().deprecate(old, before);
    let asked: Date | undefined;
    const run = retirement(await planRetire({ 'deregister-after': 'never' }), {
      meanwhile: () => run.busy.length === 1 && world.fake.hands.deprecateImage(old, asked),
    });
    // Whoever answers has not heard of the change yet.
    world.fake.intercept({
      before: async () => 'go',
      async after({ action, parameters }) {
        if (action === 'EnableImageDeprecation') {
          asked = new Date(parameters['DeprecateAt'] ?? '');
          world.fake.hands.deprecateImage(old, before);
        }
        return 'go';
      },
    });
    expect((await run.go()).reached).toBe('disabled');
    expect(run.busy).toEqual([expect.stringMatching(/does not show .* as deprecated yet/)]);
  });

  it('ends when it was only enabled again, and when it is gone', async () => {
    const enabled = retirement(await planRetire(), {
      async asleep() {
        if (world.image(old).state === 'disabled') await lifecycle().enable(old);
      },
    });
    await expect(enabled.go()).rejects.toThrow(/was enabled again/);
    const gone = retirement(await planRetire(), { asleep: () => world.fake.hands.deregisterImage(old) });
    expect((await refusalOf(gone.go())).message).toContain('is gone');
  });

  it('respects a protection that came while it slept', async () => {
    const run = retirement(await planRetire(), { asleep: () => world.fake.hands.protectImage(old, true) });
    const refusal = await refusalOf(run.go());
    expect(refusal).toMatchObject({
      code: 'not_possible',
      hint: expect.stringContaining('ec2:DisableImageDeregistrationProtection'),
    });
    expect(world.image(old).state).toBe('disabled');
    expect(run.released).toMatch(/is disabled and .*deprecated from .* UTC; \/ami restore/);
  });

  it('tells a snapshot that another AMI uses', async () => {
    await world.close();
    world = await startAwsWorld({ fake: { paceMs: 20, world: withTwinOf(oldSnapshot) } });
    const plan = await planRetire();
    const result = await retirement(plan).go();
    const said = doneWords(plan, result);
    expect(said).toContain('Not every snapshot could be deleted.');
    expect(said).toContain(`${oldSnapshot} kept: another AMI uses it`);
  });

  it('looks at what is left when AWS’s answer was lost', async () => {
    for (const call of ['DisableImage', 'DeregisterImage', 'CreateImageUsageReport'])
      world.fake.faults.add({ kind: 'lost-answer', call, times: 1 });
    const result = await retirement(await planRetire()).go();
    expect(result).toMatchObject({ reached: 'deregistered', snapshots: [{ id: oldSnapshot, outcome: 'success' }] });
    expect(await lifecycle().allUsageReports()).toEqual([]);
  });

  it('says the state and the way back when it is cancelled in its sleep', async () => {
    const run = retirement(await planRetire(), {
      asleep() {
        throw new Crash('cancelled here');
      },
    });
    await expect(run.go()).rejects.toThrow(Crash);
    await run.cancel();
    expect(run.released).toMatch(
      new RegExp(`^${old} is (to be )?deprecated from .* UTC; /ami restore ${old} takes that back\\.$`),
    );
  });

  const steps = ['deprecate', 'count:disable', 'keep-shares', 'disable', 'count:deregister', 'deregister', 'bin'];
  it.each(steps)('goes on after a death behind the step %s, and nothing happens twice', async (step) => {
    world.fake.hands.changeLaunchPermissions(old, { add: [ACCOUNTS.prod] });
    const run = retirement(await planRetire());
    run.crashAfter(step);
    await expect(run.go()).rejects.toThrow(Crash);
    const result = await run.go();
    expect(result).toMatchObject({ reached: 'deregistered', sharedWith: [ACCOUNTS.prod] });
    for (const once of ['DisableImage', 'DeregisterImage'])
      expect(writes().filter((action) => action === once)).toHaveLength(1);
    expect(await lifecycle().allUsageReports()).toEqual([]);
    expect(result.snapshots.map(({ outcome }) => outcome)).toEqual(['success']);
  });
});
