import type {
  DisableImageDeregistrationProtectionRequest,
  DisableImageDeregistrationProtectionResult,
} from '@aws-sdk/client-ec2';
import { ownImage } from '../ec2-rules/own-image.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action, given } from '../server/action.ts';

const COOLDOWN_MS = 86_400_000;

/** A protection with cooldown goes on holding for a day. AWS does not document how the image shows that; this shows nothing. */
export const disableImageDeregistrationProtection = defineEc2Action<
  DisableImageDeregistrationProtectionRequest,
  DisableImageDeregistrationProtectionResult
>({
  name: 'DisableImageDeregistrationProtection',
  bucket: 'write',
  permissions: (input, call) => [
    resourcePermission(call, 'DisableImageDeregistrationProtection', given(input.ImageId, 'imageId')),
  ],
  handle(input, call) {
    const image = ownImage(call, given(input.ImageId, 'imageId'));
    if (image.deregistrationProtection === 'enabled-with-cooldown') {
      call.place.lifecycle.cooldowns.set(image.id, call.now() + COOLDOWN_MS);
    }
    image.deregistrationProtection = 'disabled';
    return { Return: 'disabled' };
  },
});
