import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { AwsWorldSeed, ImageSeed, InstanceSeed } from '../../sandbox/aws/world/world-seed.ts';
import { ebsOperations } from '../../src/core/aws-encryption.ts';
import type { Reversal } from '../../src/core/reversal.ts';
import { undoJob } from '../../src/jobs/undo/index.ts';
import type { UndoPlan } from '../../src/jobs/undo/plan.ts';
import { planInput } from '../commands/support.ts';
import { sampleRun } from '../store/sample-run.ts';
import { ACCOUNTS, type AwsWorld, anna, buildPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { Crash, testRun } from './support/run-job.ts';

const runId = 'r-abcdefghjk';
const made = 'ami-0a1b2c3d4e5f6a0f1';
const snapshot = 'snap-0a1b2c3d4e5f6a0f1';
const launched = 'i-0a1b2c3d4e5f6a0f1';
const shared = 'ami-0a1b2c3d4e5f6a005';
const sharedSnapshot = 'snap-0a1b2c3d4e5f6a005';
const key = `arn:aws:kms:eu-west-1:${ACCOUNTS.build}:key/5f1c0de0-0000-4000-8000-00000000b001`;
const place = buildPlace;

const image = (tags: Readonly<Record<string, string>>): ImageSeed => ({
  id: made,
  name: 'made-by-a-run',
  ageDays: 1,
  tags,
  snapshots: [{ id: snapshot, sizeGiB: 8 }],
});
const instance = (imageId: string, tags: Readonly<Record<string, string>>): InstanceSeed => ({
  id: launched,
  imageId,
  tags,
  volumes: [],
});

function seed(images: readonly ImageSeed[], instances: readonly InstanceSeed[] = []): AwsWorldSeed {
  return {
    ...defaultWorld,
    accounts: defaultWorld.accounts.map((account) => {
      if (account.alias !== 'build') return account;
      const here = account.regions['eu-west-1'];
      return {
        ...account,
        regions: {
          ...account.regions,
          'eu-west-1': {
            ...here,
            images: [...(here?.images ?? []), ...images],
            instances: [...(here?.instances ?? []), ...instances],
          },
        },
      };
    }),
  };
}

let world: AwsWorld;
const open = async (world_: AwsWorldSeed): Promise<void> => {
  world = await startAwsWorld({ fake: { world: world_ } });
};
beforeEach(() => {
  world = undefined as unknown as AwsWorld;
});
afterEach(() => world.close());

const ended = (undo: readonly Reversal[], more: object = {}) =>
  sampleRun(1_000_000, { id: runId, state: 'done', place, undo: [...undo], ...more });
const planned = async () => (await planInput(world, 'undo', { run: runId })).plan as UndoPlan;

const reversals: readonly Reversal[] = [
  { kind: 'image', place, imageId: made, runId },
  { kind: 'instance', place, instanceId: launched, runId },
];

describe('undo', () => {
  it('terminates before it deregisters, deletes the snapshots, and says what is gone', async () => {
    await open(seed([image({ 'assay:run': runId })], [instance(made, { 'assay:run': runId })]));
    world.past.runs = [ended(reversals)];
    const plan = await planned();
    expect(plan.reversals.map(({ kind }) => kind)).toEqual(['instance', 'image']);
    expect(undoJob.impact(plan)).toEqual({ destructive: true });
    const run = testRun(world, undoJob, plan);
    run.crashAfter('undo:1');
    await expect(run.go()).rejects.toThrow(Crash);
    expect(await run.go()).toEqual({
      undone: [
        `terminate ${launched} in build, eu-west-1`,
        `deregister ${made} in build, eu-west-1 and delete its snapshots`,
      ],
    });
    expect(world.instance(launched).state).toMatch(/terminated|shutting-down/);
    expect(
      world.fake
        .state()
        .accounts.flatMap((one) => one.regions)
        .flatMap((one) => one.snapshots.map(({ id }) => id)),
    ).not.toContain(snapshot);
    expect(world.calls('DeregisterImage')).toHaveLength(1);
    expect((await refusalOf(planned())).message).toBe(`Nothing of ${runId} is left to be undone.`);
  });

  it('takes access back: exactly what was given and is still there', async () => {
    await open(seed([]));
    const aws = world.aws.writer({ reference: 'test', userId: anna.userId });
    const { grantId } = await aws.encryption(place).createGrant({
      keyArn: key,
      grantee: `arn:aws:iam::${ACCOUNTS.prod}:root`,
      operations: ebsOperations,
      name: 'assay/test',
    });
    const [prod, partner] = [
      { kind: 'account', id: ACCOUNTS.prod },
      { kind: 'account', id: '222233334444' },
    ] as const;
    await aws.sharing(place).addLaunchPermissions(shared, [prod, partner]);
    await aws.sharing(place).addVolumePermission(sharedSnapshot, ACCOUNTS.prod);
    world.past.runs = [
      ended([
        { kind: 'grant', place, keyArn: key, grantId },
        { kind: 'grant', place, keyArn: key, grantId: 'gone-already' },
        {
          kind: 'launch-permission',
          place,
          imageId: shared,
          permissions: [prod, { kind: 'account', id: ACCOUNTS.platform }],
        },
        { kind: 'volume-permission', place, snapshotIds: [sharedSnapshot], accounts: [ACCOUNTS.prod] },
      ]),
    ];
    const plan = await planned();
    expect(plan.reversals).toEqual([
      { kind: 'launch-permission', place, imageId: shared, permissions: [prod] },
      { kind: 'volume-permission', place, snapshotIds: [sharedSnapshot], accounts: [ACCOUNTS.prod] },
      { kind: 'grant', place, keyArn: key, grantId },
    ]);
    expect(undoJob.impact(plan)).toEqual({ destructive: false });
    await testRun(world, undoJob, plan).go();
    const reader = world.aws.reader({ reference: 'test', userId: anna.userId });
    expect(await reader.ec2(place).launchPermissions(shared)).toEqual([partner]);
    expect(await reader.sharing(place).volumePermissions(sharedSnapshot)).toEqual([]);
    expect((await reader.encryption(place).grants(key)).map(({ id }) => id)).not.toContain(grantId);
  });

  describe('the record of a share', () => {
    const [tag, entry, earlier] = [`assay:shared/${ACCOUNTS.prod}`, `${runId}=launch+key`, 'r-bcdefghjkm=copy:sdf'];
    const prod = { kind: 'account', id: ACCOUNTS.prod } as const;
    const record: Reversal = { kind: 'tag', place, imageId: shared, key: tag, entry };
    const permission: Reversal = { kind: 'launch-permission', place, imageId: shared, permissions: [prod] };
    const tagNow = () => world.image(shared).tags[tag];

    it.each([
      ['goes with its last entry', entry, undefined],
      ['keeps what an earlier share gave', `${earlier} ${entry}`, earlier],
      ['keeps what a later share gave', `${entry} ${earlier}`, earlier],
    ])('%s', async (_name, before, after) => {
      await open(seed([]));
      world.fake.hands.tagImage(shared, { [tag]: before });
      world.past.runs = [ended([record])];
      const run = testRun(world, undoJob, await planned());
      run.crashAfter('undo:0');
      await expect(run.go()).rejects.toThrow(Crash);
      expect(await run.go()).toEqual({
        undone: [`take "${entry}" out of the tag ${tag} of ${shared} in build, eu-west-1`],
      });
      expect(tagNow()).toBe(after);
      expect((await refusalOf(planned())).message).toMatch(/Nothing of .* is left/);
    });

    it('is left alone when this run’s entry is not in it any more', async () => {
      await open(seed([]));
      world.fake.hands.tagImage(shared, { [tag]: `${earlier} ${entry}+x` });
      world.past.runs = [ended([record])];
      expect((await refusalOf(planned())).message).toMatch(/Nothing of .* is left/);
    });

    it('stays as long as what it tells of could not be taken back', async () => {
      await open(seed([]));
      world.fake.hands.tagImage(shared, { [tag]: entry });
      world.fake.hands.changeLaunchPermissions(shared, { add: [ACCOUNTS.prod] });
      world.past.runs = [ended([record, permission])];
      const run = testRun(world, undoJob, await planned());
      world.fake.faults.add({ kind: 'error', call: 'ModifyImageAttribute', code: 'OperationNotPermitted', times: 1 });
      await refusalOf(run.go());
      expect(tagNow()).toBe(entry);
      run.retry();
      await run.go();
      expect([tagNow(), world.image(shared).launchPermissions]).toEqual([undefined, []]);
    });
  });

  it('finds the one that is in use among more AMIs than one filter takes', async () => {
    const ids = Array.from({ length: 201 }, (_, index) => `ami-0e1b2c3d4e5f6${index.toString(16).padStart(4, '0')}`);
    const images = ids.map((id) => ({
      ...image({ 'assay:run': runId }),
      id,
      name: id,
      snapshots: [{ id: id.replace('ami', 'snap'), sizeGiB: 8 }],
    }));
    const last = ids.at(-1) ?? '';
    await open(seed(images, [instance(last, {})]));
    world.past.runs = [ended(ids.map((imageId) => ({ kind: 'image', place, imageId, runId })))];
    // All at once at one fake, in one place: not what is to be seen within a command's seconds.
    const aws = world.aws.reader({ reference: 'undo', userId: anna.userId }, { patience: 'job' });
    const { message } = await refusalOf(planInput(world, 'undo', { run: runId }, { aws }));
    expect(message).toMatch(new RegExp(`^${last} is in use: ${launched} `));
  });

  it('asks the children of a run as well', async () => {
    await open(seed([image({ 'assay:run': 'r-abcdefghkk' })]));
    const child = sampleRun(1_000_000, {
      id: 'r-abcdefghkk',
      state: 'done',
      parent: { runId, key: 'eu-west-1' },
      undo: [{ kind: 'image', place, imageId: made, runId: 'r-abcdefghkk' }],
    });
    world.past.runs = [ended([], { children: 1 }), child];
    expect((await planned()).reversals).toHaveLength(1);
  });

  it('leaves alone what carries another tag, is approved or is in use, and says so', async () => {
    const [one] = reversals;
    if (!one) throw new Error('no reversal');
    await open(seed([image({ 'assay:run': 'r-zzzzzzzzzz' })]));
    world.past.runs = [ended([one])];
    expect((await refusalOf(planned())).message).toMatch(/Nothing of .* is left/);
    await world.close();
    await open(seed([image({ 'assay:run': runId, 'ami-approved-production': 'approved' })]));
    world.past.runs = [ended([one])];
    expect(await refusalOf(planned())).toMatchObject({
      message: `${made} is tagged as approved for production.`,
      hint: `Revoke it first: /ami revoke ${made} --environment production`,
    });
    await world.close();
    await open(seed([image({ 'assay:run': runId })], [instance(made, {})]));
    world.past.runs = [ended([one])];
    expect((await refusalOf(planned())).message).toBe(
      `${made} is in use: ${launched} in build, eu-west-1 runs from it.`,
    );
  });

  describe('a snapshot that stays', () => {
    const [sharer, second] = ['ami-0a1b2c3d4e5f6a0f2', 'ami-0a1b2c3d4e5f6a0f3'];
    const secondSnapshot = 'snap-0a1b2c3d4e5f6a0f3';
    const stays = `${made} is deregistered, but snapshots of it stay: ${snapshot}`;
    const run = async () => {
      const ours = { 'assay:run': runId };
      const other = { ...image(ours), id: second, name: 'second', snapshots: [{ id: secondSnapshot, sizeGiB: 8 }] };
      await open(seed([image(ours), { ...image({}), id: sharer, name: 'shares-it' }, other]));
      const undo = [made, second].map((imageId): Reversal => ({ kind: 'image', place, imageId, runId }));
      world.past.runs = [ended(undo)];
      return testRun(world, undoJob, await planned());
    };
    const doneWithSecond = ` Done: deregister ${second} in build, eu-west-1 and delete its snapshots.`;

    it('is named, with what is done', async () => {
      const undo = await run();
      expect((await refusalOf(undo.go())).message).toBe(`${stays} (another AMI uses it).${doneWithSecond}`);
    });

    it.each([
      ['the process dies at the next AMI', 'undo:1', 'another AMI uses it'],
      ['the process dies before AWS’s answer is stored', 'undo:0', 'AWS did not delete it'],
    ])('is still named when %s', async (_name, step, why) => {
      const undo = await run();
      undo.crashAfter(step);
      await expect(undo.go()).rejects.toThrow(Crash);
      expect((await refusalOf(undo.go())).message).toBe(`${stays} (${why}).${doneWithSecond}`);
    });

    it('is still named when AWS’s answer is lost', async () => {
      const undo = await run();
      world.fake.faults.add({ kind: 'lost-answer', call: 'DeregisterImage', times: 1 });
      expect((await refusalOf(undo.go())).message).toBe(`${stays} (AWS did not delete it).${doneWithSecond}`);
    });

    it('is still named when it is tried again, until somebody has deleted it', async () => {
      const undo = await run();
      await refusalOf(undo.go());
      undo.retry();
      expect((await refusalOf(undo.go())).message).toBe(`${stays} (another AMI uses it).${doneWithSecond}`);
      const aws = world.aws.writer({ reference: 'test', userId: anna.userId });
      await aws.lifecycle(place).deregister(sharer, { withSnapshots: true });
      undo.retry();
      expect((await undo.go()).undone).toHaveLength(2);
      expect(world.calls('DeregisterImage')).toHaveLength(3);
    });
  });

  it('refuses a run that goes on, and one that nobody knows', async () => {
    await open(seed([]));
    world.past.runs = [ended([], { state: 'running' })];
    expect(await refusalOf(planned())).toMatchObject({ code: 'wrong_state', field: 'run' });
    world.past.runs = [];
    expect(await refusalOf(planned())).toMatchObject({ code: 'not_found', field: 'run' });
  });
});
