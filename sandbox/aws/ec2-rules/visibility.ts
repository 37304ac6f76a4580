import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import { isReached } from '../world/organisation.ts';
import { findImage, findSnapshot } from '../world/places.ts';
import { isHidden } from '../world/tag-book.ts';
import type { ImageRecord, InstanceRecord, SnapshotRecord, VolumeRecord } from '../world/world.ts';

/**
 * May this account see and launch the image: its own, shared with it or its organisation, or public; and its owner is
 * among those the account allows.
 */
export function canSeeImage(call: Pick<Call, 'world' | 'account' | 'place'>, image: ImageRecord): boolean {
  if (image.accountId === call.account.id) {
    return true;
  }
  if (call.place.preferences.allowedImages.state === 'enabled' && !isAllowedImage(call, image)) {
    return false;
  }
  if (image.isPublic) {
    return true;
  }
  return [...image.launchPermissions].some((grantee) => isReached(call.world, call.account, grantee));
}

/**
 * What Allowed AMIs says of an image, enabled or in audit mode: an account's own are always allowed. Of one that AWS
 * itself does not know any more nobody can say that it fits.
 */
export function isAllowedImage(call: Pick<Call, 'account' | 'place'>, image: ImageRecord | undefined): boolean {
  const { state, providers } = call.place.preferences.allowedImages;
  if (state === 'disabled' || providers.length === 0 || image?.accountId === call.account.id) {
    return true;
  }
  return image !== undefined && providers.includes(image.ownerAlias ?? image.accountId);
}

export function canSeeSnapshot(call: Call, snapshot: SnapshotRecord): boolean {
  return (
    snapshot.accountId === call.account.id ||
    snapshot.createVolumePermissions.has(call.account.id) ||
    snapshot.createVolumePermissions.has('all')
  );
}

/**
 * An image by id, as this caller sees it.
 *
 * @throws AwsError `InvalidAMIID.Malformed`, `InvalidAMIID.NotFound`, `InvalidAMIID.Unavailable`
 */
export function imageById(call: Call, imageId: string, region = call.region): ImageRecord {
  checkImageId(imageId);
  const image = findImage(call.world, region, imageId);
  if (image === undefined || !canSeeImage(call, image) || isYoung(call, image)) {
    throw imageNotFound([imageId]);
  }
  if (image.state === 'deregistered') {
    throw new AwsError('InvalidAMIID.Unavailable', `The image ID '${imageId}' is no longer available`);
  }
  return image;
}

/** Not yet known to everybody. Counts as one look. */
export function isYoung(call: Call, image: ImageRecord): boolean {
  if (image.lag === undefined) {
    return false;
  }
  const hidden = isHidden(image.lag, call.now());
  if (!hidden) {
    image.lag = undefined;
  }
  return hidden;
}

export function imageNotFound(ids: readonly string[]): AwsError {
  return ids.length === 1
    ? new AwsError('InvalidAMIID.NotFound', `The image id '[${ids[0]}]' does not exist`)
    : new AwsError('InvalidAMIID.NotFound', `The image ids '[${ids.join(', ')}]' do not exist`);
}

export function checkImageId(imageId: string): void {
  if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(imageId)) {
    throw new AwsError('InvalidAMIID.Malformed', `Invalid id: "${imageId}" (expecting "ami-...")`);
  }
}

/** @throws AwsError `InvalidInstanceID.Malformed`, `InvalidInstanceID.NotFound` */
export function instanceById(call: Call, instanceId: string): InstanceRecord {
  checkInstanceId(instanceId);
  const instance = call.place.instances.get(instanceId);
  if (instance === undefined) {
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`);
  }
  return instance;
}

export function checkInstanceId(instanceId: string): void {
  if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(instanceId)) {
    throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${instanceId}"`);
  }
}

/** @throws AwsError `InvalidSnapshotID.Malformed`, `InvalidSnapshot.NotFound` */
export function snapshotById(call: Call, snapshotId: string): SnapshotRecord {
  if (!/^snap-([0-9a-f]{8}|[0-9a-f]{17})$/.test(snapshotId)) {
    throw new AwsError('InvalidSnapshotID.Malformed', `Value (${snapshotId}) for parameter snapshotId is invalid.`);
  }
  const snapshot = findSnapshot(call.world, call.region, snapshotId);
  if (snapshot === undefined || !canSeeSnapshot(call, snapshot)) {
    throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${snapshotId}' does not exist.`);
  }
  return snapshot;
}

/** @throws AwsError `InvalidVolumeID.Malformed`, `InvalidVolume.NotFound` */
export function volumeById(call: Call, volumeId: string): VolumeRecord {
  if (!/^vol-([0-9a-f]{8}|[0-9a-f]{17})$/.test(volumeId)) {
    throw new AwsError('InvalidVolumeID.Malformed', `Value (${volumeId}) for parameter volumeId is invalid.`);
  }
  const volume = call.place.volumes.get(volumeId);
  if (volume === undefined) {
    throw new AwsError('InvalidVolume.NotFound', `The volume '${volumeId}' does not exist.`);
  }
  return volume;
}
