import type { Ec2Reader, Image, Snapshot } from '../core/aws.ts';
import { reads } from '../core/iam.ts';
import { defineWatch, type Observation } from '../core/watch.ts';

/** What a job learns when the AMI is there: since when, by the clock of Redis. */
export type SeenImage = { readonly seenAt: number };

/** AWS may not show a new AMI for some minutes (eventual consistency); before that, "not there" means "not yet". */
const believeMissingAfterMs = 5 * 60_000;
const failed = ['failed', 'error', 'invalid', 'deregistered', 'disabled'];

/**
 * Progress of all snapshots together, each weighted by its size: ten per cent of a large one is more than of a small one.
 * A snapshot that AWS does not show yet counts as not begun.
 */
function percentOf(image: Image, snapshots: readonly Snapshot[]): number | undefined {
  const size = image.volumes.reduce((sum, volume) => sum + volume.sizeGiB, 0);
  if (size === 0 || snapshots.length === 0) return undefined;
  const percents = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot.percent]));
  const done = image.volumes.reduce((sum, volume) => sum + (percents.get(volume.snapshotId) ?? 0) * volume.sizeGiB, 0);
  return Math.floor(done / size);
}

/** AWS says why in two places; the snapshots' own message is the one that names the key. */
function reasonOf(image: Image, snapshots: readonly Snapshot[]): string {
  const said = [image.stateReason, ...snapshots.map((snapshot) => snapshot.stateMessage)].filter(
    (text): text is string => text !== undefined && text !== '',
  );
  return said.length > 0 ? [...new Set(said)].join(' ') : `AWS gives no reason; its state is "${image.state}"`;
}

function observe(image: Image, snapshots: readonly Snapshot[], now: Date): Observation {
  if (image.state === 'available')
    return { state: 'done', phase: 'available', percent: 100, data: { seenAt: now.getTime() } satisfies SeenImage };
  if (failed.includes(image.state)) return { state: 'failed', phase: image.state, reason: reasonOf(image, snapshots) };
  const percent = percentOf(image, snapshots);
  return {
    state: 'pending',
    phase: snapshots.length > 0 ? 'taking snapshots' : 'creating',
    ...(percent === undefined ? {} : { percent }),
  };
}

/** Snapshots by image; a pending image may list them late. */
async function snapshotsOf(
  images: readonly Image[],
  ec2: Ec2Reader,
): Promise<ReadonlyMap<string, readonly Snapshot[]>> {
  const ids = images.flatMap((image) => image.volumes.map((volume) => volume.snapshotId));
  const snapshots = ids.length > 0 ? await ec2.snapshots({ ids }) : [];
  const byId = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot]));
  return new Map(
    images.map((image) => [
      image.id,
      image.volumes.flatMap((volume) => {
        const snapshot = byId.get(volume.snapshotId);
        return snapshot ? [snapshot] : [];
      }),
    ]),
  );
}

/** An AMI on its way to available, with the per cent of its snapshots. Two calls for all images of a place. */
export const imageWatch = defineWatch({
  name: 'image',
  iam: reads('ec2:DescribeImages', 'ec2:DescribeSnapshots'),
  async look(targets, place, aws, now) {
    const ec2 = aws.ec2(place);
    const images = await ec2.images({ ids: targets.map((target) => target.id) });
    const snapshots = await snapshotsOf(
      images.filter((image) => image.state !== 'available'),
      ec2,
    );
    const byId = new Map(images.map((image) => [image.id, image]));
    return new Map(
      targets.map(({ id, since }): [string, Observation] => {
        const image = byId.get(id);
        if (image) return [id, observe(image, snapshots.get(id) ?? [], now)];
        if (now.getTime() - since.getTime() < believeMissingAfterMs)
          return [id, { state: 'pending', phase: 'creating' }];
        return [
          id,
          {
            state: 'failed',
            phase: 'gone',
            reason: 'AWS does not show this AMI any more; somebody may have deregistered it',
          },
        ];
      }),
    );
  },
});
