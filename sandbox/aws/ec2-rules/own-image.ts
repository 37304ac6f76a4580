import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import type { ImageRecord } from '../world/world.ts';
import { imageById } from './visibility.ts';

/**
 * An image that the caller's own account owns.
 *
 * @throws AwsError the codes of `imageById`; `AuthFailure` for an image of somebody else
 */
export function ownImage(call: Call, imageId: string): ImageRecord {
  const image = imageById(call, imageId);
  if (image.accountId !== call.account.id) {
    throw new AwsError('AuthFailure', `Not authorized for image:${image.id}`, 403);
  }
  return image;
}

/** @throws AwsError `AuthFailure` for an image that AWS Backup made */
export function refuseBackupOwned(call: Call, image: ImageRecord): void {
  if (call.world.tags.written(image.id, image.accountId).has('aws:backup:source-resource')) {
    throw new AwsError(
      'AuthFailure',
      'This image is managed by AWS Backup and cannot be deleted via EC2 APIs. To delete this image, please use the AWS Backup APIs, CLI, or console.',
      403,
    );
  }
}
