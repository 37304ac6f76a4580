import type { DeleteSnapshotReturnCode, DeregisterImageRequest, DeregisterImageResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { ownImage, refuseBackupOwned } from '../ec2-rules/own-image.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { stayInBin } from '../ec2-rules/recycle-bin.ts';
import { type Call, defineEc2Action, given } from '../server/action.ts';
import type { ImageRecord } from '../world/world.ts';

/** Snapshots that another image uses, or that may not be deleted, stay; that is told per snapshot, not as an error. */
export const deregisterImage = defineEc2Action<DeregisterImageRequest, DeregisterImageResult>({
  name: 'DeregisterImage',
  bucket: 'deregister',
  permissions: (input, call) => [resourcePermission(call, 'DeregisterImage', given(input.ImageId, 'imageId'))],
  async handle(input, call) {
    const image = ownImage(call, given(input.ImageId, 'imageId'));
    refuseProtected(call, image);
    refuseBackupOwned(call, image);
    const snapshotIds = image.blockDevices.flatMap((device) => device.snapshotId ?? []);
    const stay = stayInBin(call, 'image', image.id);
    if (stay !== undefined) {
      call.place.lifecycle.binnedImages.set(image.id, { ...stay, wasDisabled: image.state === 'disabled' });
    }
    image.state = 'deregistered';
    image.launchPermissions.clear();
    image.isPublic = false;
    if (input.DeleteAssociatedSnapshots !== true) {
      return { Return: true };
    }
    const results: DeleteSnapshotReturnCode[] = [];
    for (const id of snapshotIds) {
      results.push({ SnapshotId: id, ReturnCode: await deleteSnapshot(call, id) });
    }
    return { Return: true, DeleteSnapshotResults: results };
  },
});

/** AWS's code for this is not documented. A cooldown is not shown by the image, only met. */
function refuseProtected(call: Call, image: ImageRecord): void {
  const until = call.place.lifecycle.cooldowns.get(image.id) ?? 0;
  if (image.deregistrationProtection.startsWith('enabled') || until > call.now()) {
    throw new AwsError('OperationNotPermitted', `The image '${image.id}' is protected from deregistration.`);
  }
}

async function deleteSnapshot(call: Call, id: string): Promise<'success' | 'skipped' | 'missing-permissions'> {
  const isUsed = [...call.place.images.values()].some(
    (image) => image.state !== 'deregistered' && image.blockDevices.some((device) => device.snapshotId === id),
  );
  if (isUsed) {
    return 'skipped';
  }
  const verdict = await call.may(resourcePermission(call, 'DeleteSnapshot', id));
  if (!verdict.isAllowed) {
    return 'missing-permissions';
  }
  const record = call.place.snapshots.get(id);
  const stay = stayInBin(call, 'snapshot', id);
  if (stay !== undefined && record !== undefined) {
    call.place.lifecycle.binnedSnapshots.set(id, { ...stay, record });
  }
  call.place.snapshots.delete(id);
  return 'success';
}
