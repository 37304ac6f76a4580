import { advanceBuilds } from './advance-builds.ts';
import { advanceInstances } from './instance-progress.ts';
import { allPlaces } from './places.ts';
import type { ImageRecord, Place, World } from './world.ts';

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
      const elapsed = now - snapshot.startTime.getTime();
      const share = snapshot.durationMs <= 0 ? 1 : Math.min(1, Math.max(0, elapsed / snapshot.durationMs));
      const progress = Math.floor(share * 100);
      changed ||= progress !== snapshot.progress;
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
  return { changed, pending };
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
    failImage(place, image, 'Client.InternalError', broken.stateMessage ?? 'Client error');
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
