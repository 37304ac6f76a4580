import type { DisableImageDeprecationRequest, DisableImageDeprecationResult } from '@aws-sdk/client-ec2';
import { ownImage } from '../ec2-rules/own-image.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action, given } from '../server/action.ts';

export const disableImageDeprecation = defineEc2Action<DisableImageDeprecationRequest, DisableImageDeprecationResult>({
  name: 'DisableImageDeprecation',
  bucket: 'write',
  permissions: (input, call) => [resourcePermission(call, 'DisableImageDeprecation', given(input.ImageId, 'imageId'))],
  handle(input, call) {
    ownImage(call, given(input.ImageId, 'imageId')).deprecationTime = undefined;
    return { Return: true };
  },
});
