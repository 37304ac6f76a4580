import { AwsError } from '../aws-error.ts';
import { newId } from '../ids.ts';
import type { Call } from '../server/action.ts';
import { findKeyAnywhere } from '../world/places.ts';
import type { SnapshotRecord, VolumeRecord } from '../world/world.ts';

const MAX_PENDING_PER_VOLUME = 5;

/**
 * A snapshot that starts now. `share` says which part of the pace this one needs, so that several end one by one.
 * A key that cannot be used is not an error of the call: the snapshot fails afterwards, and the image with it.
 *
 * @throws AwsError `ConcurrentSnapshotLimitExceeded`, `SnapshotCreationPerVolumeRateExceeded`
 */
export function newSnapshot(
  call: Call,
  volume: VolumeRecord,
  maker: { readonly imageId: string; readonly instanceId: string; readonly share: number },
): SnapshotRecord {
  const others = [...call.place.snapshots.values()].filter((snapshot) => snapshot.volumeId === volume.id);
  if (others.filter((snapshot) => snapshot.state === 'pending').length >= MAX_PENDING_PER_VOLUME) {
    throw new AwsError(
      'ConcurrentSnapshotLimitExceeded',
      `Maximum allowed in-progress snapshots for a single volume exceeded.`,
    );
  }
  const newest = Math.max(0, ...others.map((snapshot) => snapshot.startTime.getTime()));
  if (call.now() - newest < call.settings.snapshotSpacingMs) {
    throw new AwsError(
      'SnapshotCreationPerVolumeRateExceeded',
      'The maximum per volume CreateSnapshot request rate has been exceeded. Use an increasing or variable sleep interval between requests.',
    );
  }
  const key = volume.keyArn === undefined ? undefined : findKeyAnywhere(call.world, volume.keyArn);
  const isUsable = volume.keyArn === undefined || key?.state === 'Enabled';
  return {
    id: newId('snap'),
    accountId: call.account.id,
    region: call.region,
    volumeId: volume.id,
    sizeGiB: volume.sizeGiB,
    startTime: new Date(call.now()),
    description: `Created by CreateImage(${maker.instanceId}) for ${maker.imageId}`,
    keyArn: volume.keyArn,
    imageId: maker.imageId,
    durationMs: call.settings.paceMs * maker.share,
    state: isUsable ? 'pending' : 'error',
    stateMessage: isUsable
      ? undefined
      : 'Given key ID is not accessible. You must have DescribeKey permissions on the default CMK',
    progress: 0,
    createVolumePermissions: new Set(),
  };
}
