import type { DeleteSnapshotReturnCode, DeregisterImageRequest, DeregisterImageResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { imageById } from '../ec2-rules/visibility.ts';
import { type Call, defineEc2Action, given } from '../server/action.ts';

/** Snapshots that another image uses, or that may not be deleted, stay; that is told per snapshot, not as an error. */
export const deregisterImage = defineEc2Action<DeregisterImageRequest, DeregisterImageResult>({
  name: 'DeregisterImage',
  bucket: 'deregister',
  permissions: (input, call) => [resourcePermission(call, 'DeregisterImage', given(input.ImageId, 'imageId'))],
  async handle(input, call) {
    const image = imageById(call, given(input.ImageId, 'imageId'));
    if (image.accountId !== call.account.id) {
      throw new AwsError('AuthFailure', `Not authorized for image:${image.id}`, 403);
    }
    if (image.deregistrationProtection.startsWith('enabled')) {
      throw new AwsError('OperationNotPermitted', `The image '${image.id}' is protected from deregistration.`);
    }
    const snapshotIds = image.blockDevices.flatMap((device) => device.snapshotId ?? []);
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
  call.place.snapshots.delete(id);
  return 'success';
}
