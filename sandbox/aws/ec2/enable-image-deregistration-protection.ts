import type {
  EnableImageDeregistrationProtectionRequest,
  EnableImageDeregistrationProtectionResult,
} from '@aws-sdk/client-ec2';
import { ownImage } from '../ec2-rules/own-image.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action, given } from '../server/action.ts';

export const enableImageDeregistrationProtection = defineEc2Action<
  EnableImageDeregistrationProtectionRequest,
  EnableImageDeregistrationProtectionResult
>({
  name: 'EnableImageDeregistrationProtection',
  bucket: 'write',
  permissions: (input, call) => [
    resourcePermission(call, 'EnableImageDeregistrationProtection', given(input.ImageId, 'imageId')),
  ],
  handle(input, call) {
    const image = ownImage(call, given(input.ImageId, 'imageId'));
    image.deregistrationProtection = input.WithCooldown ? 'enabled-with-cooldown' : 'enabled-without-cooldown';
    return { Return: image.deregistrationProtection };
  },
});
