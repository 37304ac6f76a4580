import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { AwsWorldSeed } from '../../sandbox/aws/world/world-seed.ts';
import type { Image, Place, Snapshot } from '../../src/core/aws.ts';
import { imageWatch } from '../../src/watches/image.ts';
import { type AwsWorld, buildPlace, startAwsWorld } from '../support/aws-world.ts';

const now = new Date('2026-11-23T12:00:00Z');
const minutes = (count: number): Date => new Date(now.getTime() - count * 60_000);

/** A look at AMIs that are given as data; counts the calls. */
async function look(
  images: readonly Partial<Image>[],
  snapshots: readonly Partial<Snapshot>[] = [],
  since = minutes(1),
) {
  const calls: string[] = [];
  const ec2 = {
    images: async () => {
      calls.push('images');
      return images.map((image) => ({ volumes: [], stateReason: undefined, ...image }) as unknown as Image);
    },
    snapshots: async ({ ids }: { ids?: readonly string[] }) => {
      calls.push(`snapshots of ${ids?.length ?? 0}`);
      return snapshots as readonly Snapshot[];
    },
  };
  const aws = { ec2: (_place: Place) => ec2, keys: {} } as unknown as Parameters<typeof imageWatch.look>[2];
  const seen = await imageWatch.look([{ id: 'ami-1', since }], buildPlace, aws, now);
  return { seen: seen.get('ami-1'), calls };
}

const volume = (snapshotId: string, sizeGiB: number) => ({ device: snapshotId, snapshotId, sizeGiB, encrypted: false });

describe('progress', () => {
  const volumes = [volume('snap-a', 10), volume('snap-b', 90)];
  it.each<[string, readonly Partial<Snapshot>[], number | undefined]>([
    [
      'ten per cent of the large one is more than of the small one',
      [
        { id: 'snap-a', percent: 100 },
        { id: 'snap-b', percent: 10 },
      ],
      19,
    ],
    [
      'nothing yet',
      [
        { id: 'snap-a', percent: 0 },
        { id: 'snap-b', percent: 0 },
      ],
      0,
    ],
    ['one that AWS does not show yet counts as not begun', [{ id: 'snap-a', percent: 100 }], 10],
    ['none is shown yet', [], undefined],
  ])('%s', async (_what, snapshots, percent) => {
    const { seen } = await look([{ id: 'ami-1', state: 'pending', volumes }], snapshots);
    expect(seen?.state).toBe('pending');
    expect(seen?.phase).toBe(percent === undefined ? 'creating' : 'taking snapshots');
    expect(seen?.percent).toBe(percent);
  });

  it('available, and since when', async () => {
    const { seen, calls } = await look([{ id: 'ami-1', state: 'available', volumes }]);
    expect(seen).toEqual({ state: 'done', phase: 'available', percent: 100, data: { seenAt: now.getTime() } });
    expect(calls).toEqual(['images']);
  });
});

describe('an AMI that AWS does not show', () => {
  it.each([
    [0, 'pending'],
    [4.9, 'pending'],
    [5, 'failed'],
    [600, 'failed'],
  ])('%s minutes after it began: %s', async (age, state) => {
    const { seen } = await look([], [], minutes(age));
    expect(seen?.state).toBe(state);
    if (state === 'failed') expect(seen?.reason).toContain('somebody may have deregistered it');
  });
});

describe('an AMI that will never be available', () => {
  const volumes = [volume('snap-a', 10), volume('snap-b', 10)];
  it.each(['failed', 'error', 'invalid', 'deregistered', 'disabled'])(
    '%s, with both of AWS’s reasons',
    async (state) => {
      const image = { id: 'ami-1', state, stateReason: 'Client error', volumes };
      const stateMessage = 'Given key ID is not accessible.';
      const { seen } = await look(
        [image],
        [
          { id: 'snap-a', stateMessage },
          { id: 'snap-b', stateMessage },
        ],
      );
      expect(seen).toEqual({ state: 'failed', phase: state, reason: `Client error ${stateMessage}` });
    },
  );

  it('without a reason says that there is none', async () => {
    const { seen } = await look([{ id: 'ami-1', state: 'failed' }]);
    expect(seen?.reason).toBe('AWS gives no reason; its state is "failed"');
  });

  it.each(['pending', 'transient', 'a-state-of-next-year'])('%s is not given up', async (state) => {
    expect((await look([{ id: 'ami-1', state }])).seen?.state).toBe('pending');
  });
});

const machineId = (index: number): string => `i-${String(index).padStart(17, '0')}`;

/** A hundred machines: AWS takes only a few snapshots of one volume at a time. */
const withMachines: AwsWorldSeed = {
  ...defaultWorld,
  accounts: defaultWorld.accounts.map((account) => {
    if (account.id !== buildPlace.account) return account;
    const place = account.regions[buildPlace.region];
    const instances = Array.from({ length: 100 }, (_, index) => ({
      id: machineId(index),
      imageId: 'ami-0a1b2c3d4e5f6a001',
      tags: {},
      volumes: [{ id: machineId(index).replace('i-', 'vol-'), device: '/dev/xvda', sizeGiB: 8 }],
    }));
    return { ...account, regions: { ...account.regions, [buildPlace.region]: { ...place, instances } } };
  }),
};

describe('calls to AWS', () => {
  let world: AwsWorld;
  beforeAll(async () => {
    world = await startAwsWorld({ fake: { world: withMachines, paceMs: 60_000 } });
  });
  afterAll(async () => await world.close());
  afterEach(() => void world.recorded.splice(0));

  it('are two for one AMI and two for a hundred', async () => {
    const ec2 = world.aws.writer({ reference: 'test', userId: 'U0ANNA' }).ec2(buildPlace);
    const tags = {};
    const ids: string[] = [];
    for (let index = 0; index < 100; index += 1) {
      const instanceId = machineId(index);
      const name = `many-${index}`;
      ids.push((await ec2.createImage({ instanceId, name, description: 'x', noReboot: true, tags })).imageId);
    }
    const reader = world.aws.reader({ reference: 'watch', userId: 'assay' }, { patience: 'job' });
    for (const count of [1, 100]) {
      world.recorded.splice(0);
      const targets = ids.slice(0, count).map((id) => ({ id, since: now }));
      const seen = await imageWatch.look(targets, buildPlace, reader, now);
      expect([...seen.keys()]).toEqual(ids.slice(0, count));
      const calls = world.recorded.filter(({ service }) => service === 'ec2');
      expect(calls.map(({ action }) => action)).toEqual(['DescribeImages', 'DescribeSnapshots']);
    }
  });
});
