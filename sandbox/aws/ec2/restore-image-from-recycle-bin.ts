import type { RestoreImageFromRecycleBinRequest, RestoreImageFromRecycleBinResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { inBin } from '../ec2-rules/recycle-bin.ts';
import { checkImageId, imageNotFound } from '../ec2-rules/visibility.ts';
import { defineEc2Action, given } from '../server/action.ts';

/**
 * Comes back as it was, disabled if it was disabled, and shared with nobody. What AWS keeps is not documented; this is
 * the least it could be. Its snapshots must be out of the bin before.
 */
export const restoreImageFromRecycleBin = defineEc2Action<
  RestoreImageFromRecycleBinRequest,
  RestoreImageFromRecycleBinResult
>({
  name: 'RestoreImageFromRecycleBin',
  bucket: 'write',
  permissions: (input, call) => [
    resourcePermission(call, 'RestoreImageFromRecycleBin', given(input.ImageId, 'imageId')),
  ],
  handle(input, call) {
    const id = given(input.ImageId, 'imageId');
    checkImageId(id);
    const bin = call.place.lifecycle.binnedImages;
    const entry = inBin(call, bin).find(([known]) => known === id)?.[1];
    const image = call.place.images.get(id);
    if (entry === undefined || image === undefined) {
      throw imageNotFound([id]);
    }
    const missing = image.blockDevices.find(({ snapshotId }) => !call.place.snapshots.has(snapshotId ?? ''));
    if (missing !== undefined) {
      throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${missing.snapshotId ?? ''}' does not exist.`);
    }
    bin.delete(id);
    image.state = entry.wasDisabled ? 'disabled' : 'available';
    return { Return: true };
  },
});
