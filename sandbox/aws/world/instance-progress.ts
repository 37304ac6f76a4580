import type { InstanceRecord, Place } from './world.ts';

/** Ends an instance: volumes that go with it are deleted, the others stay. */
export function endInstance(place: Place, instance: InstanceRecord): void {
  instance.state = 'terminated';
  instance.machine.transition = undefined;
  for (const volumeId of instance.volumes.values()) {
    const volume = place.volumes.get(volumeId);
    if (volume?.deleteOnTermination) {
      place.volumes.delete(volumeId);
    } else if (volume !== undefined) {
      volume.state = 'available';
    }
  }
  instance.volumes.clear();
}

/** Lets instances get where they are going. @returns whether anything changed, and whether any is still on its way */
export function advanceInstances(place: Place, now: number): { readonly changed: boolean; readonly pending: boolean } {
  let changed = false;
  let pending = false;
  for (const instance of place.instances.values()) {
    const { transition } = instance.machine;
    if (transition === undefined) {
      continue;
    }
    if (now < transition.at) {
      pending = true;
      continue;
    }
    changed = true;
    instance.machine.transition = undefined;
    if (transition.to === 'terminated') {
      endInstance(place, instance);
    } else {
      instance.state = transition.to;
    }
  }
  return { changed, pending };
}
