import type { EnableImageRequest, EnableImageResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { ownImage } from '../ec2-rules/own-image.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action, given } from '../server/action.ts';

/** Back to available, shared with nobody. */
export const enableImage = defineEc2Action<EnableImageRequest, EnableImageResult>({
  name: 'EnableImage',
  bucket: 'write',
  permissions: (input, call) => [resourcePermission(call, 'EnableImage', given(input.ImageId, 'imageId'))],
  handle(input, call) {
    const image = ownImage(call, given(input.ImageId, 'imageId'));
    if (image.state !== 'disabled') {
      throw new AwsError(
        'InvalidAMIID.Unavailable',
        `The image ID '${image.id}' is not disabled (state ${image.state})`,
      );
    }
    image.state = 'available';
    return { Return: true };
  },
});
