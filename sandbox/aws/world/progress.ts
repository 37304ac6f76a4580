import { judgeInstances } from '../config-rules/judge-instances.ts';
import { advanceBuilds } from './advance-builds.ts';
import { advanceInstances } from './instance-progress.ts';
import { allPlaces } from './places.ts';
import type { ImageRecord, Place, SnapshotRecord, World } from './world.ts';

/** How far a snapshot gets before EBS finds that a key cannot be used. */
const DOOM_AT = 0.2;

/**
 * Lets time pass: instances get where they are going, snapshots fill, and an image is available when all of its snapshots are complete.
 *
 * @returns whether anything changed, and whether anything is still on its way
 */
export function advance(world: World, now: number): { readonly changed: boolean; readonly pending: boolean } {
  let changed = advanceBuilds(world, now);
  let pending = false;
  for (const place of allPlaces(world)) {
    for (const snapshot of place.snapshots.values()) {
      if (snapshot.state !== 'pending') {
        continue;
      }
      if (isCancelled(place, snapshot)) {
        snapshot.state = 'error';
        snapshot.stateMessage = 'The copy was cancelled: its image was deregistered.';
        changed = true;
        continue;
      }
      const elapsed = now - snapshot.startTime.getTime();
      const share = snapshot.durationMs <= 0 ? 1 : Math.min(1, Math.max(0, elapsed / snapshot.durationMs));
      const progress = Math.floor(share * 100);
      changed ||= progress !== snapshot.progress;
      if (snapshot.doom !== undefined && share >= DOOM_AT) {
        snapshot.state = 'error';
        snapshot.stateMessage = snapshot.doom;
        changed = true;
        continue;
      }
      snapshot.progress = progress;
      if (share === 1) {
        snapshot.state = 'completed';
      }
    }
    const instances = advanceInstances(place, now);
    changed ||= instances.changed;
    pending ||= instances.pending;
    for (const image of place.images.values()) {
      if (image.state === 'pending') {
        changed = settle(place, image) || changed;
        pending ||= image.state === 'pending';
      }
    }
  }
  changed = judgeInstances(world, now) || changed;
  return { changed, pending };
}

/** Deregistering an image that is still being copied ends the copy. */
function isCancelled(place: Place, snapshot: SnapshotRecord): boolean {
  return snapshot.copyOf !== undefined && place.images.get(snapshot.imageId ?? '')?.state === 'deregistered';
}

function settle(place: Place, image: ImageRecord): boolean {
  const instance = image.sourceInstanceId === undefined ? undefined : place.instances.get(image.sourceInstanceId);
  if (instance !== undefined && (instance.state === 'terminated' || instance.state === 'shutting-down')) {
    failImage(place, image, 'Client.InstanceTerminated', 'Instance was terminated or rebooted during AMI creation');
    return true;
  }
  const snapshots = image.blockDevices.flatMap((device) => place.snapshots.get(device.snapshotId ?? '') ?? []);
  const broken = snapshots.find((snapshot) => snapshot.state === 'error');
  if (broken !== undefined) {
    // Of a copy the image only says that it failed; why, its snapshots know.
    const message = image.isCopy === true ? 'Copy image failed with an internal error.' : broken.stateMessage;
    failImage(place, image, 'Client.InternalError', message ?? 'Client error');
    return true;
  }
  if (snapshots.every((snapshot) => snapshot.state === 'completed')) {
    image.state = 'available';
    return true;
  }
  return false;
}

/** An image that will never be available, and the reason AWS would give. Its unfinished snapshots fail with it. */
export function failImage(place: Place, image: ImageRecord, code: string, message: string): void {
  image.state = 'failed';
  image.stateReason = { Code: code, Message: message };
  for (const device of image.blockDevices) {
    const snapshot = place.snapshots.get(device.snapshotId ?? '');
    if (snapshot?.state === 'pending') {
      snapshot.state = 'error';
      snapshot.stateMessage = message;
    }
  }
}
