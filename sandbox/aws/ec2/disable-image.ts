import type { DisableImageRequest, DisableImageResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { ownImage } from '../ec2-rules/own-image.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action, given } from '../server/action.ts';

/** Every launch permission is gone for good; deregistration protection does not hold it off. */
export const disableImage = defineEc2Action<DisableImageRequest, DisableImageResult>({
  name: 'DisableImage',
  bucket: 'write',
  permissions: (input, call) => [resourcePermission(call, 'DisableImage', given(input.ImageId, 'imageId'))],
  handle(input, call) {
    const image = ownImage(call, given(input.ImageId, 'imageId'));
    if (image.state !== 'available') {
      throw new AwsError(
        'InvalidAMIID.Unavailable',
        `The image ID '${image.id}' is not available (state ${image.state})`,
      );
    }
    image.state = 'disabled';
    image.launchPermissions.clear();
    image.isPublic = false;
    return { Return: true };
  },
});
