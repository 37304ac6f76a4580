import type { GetAllowedImagesSettingsRequest, GetAllowedImagesSettingsResult } from '@aws-sdk/client-ec2';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

/** Whose images this account sees and launches in this Region. */
export const getAllowedImagesSettings = defineEc2Action<
  GetAllowedImagesSettingsRequest,
  GetAllowedImagesSettingsResult
>({
  name: 'GetAllowedImagesSettings',
  permissions: (_input, call) => [describePermission(call, 'GetAllowedImagesSettings')],
  handle: (_input, call) => ({
    State: call.place.preferences.allowedImages.state,
    ImageCriteria:
      call.place.preferences.allowedImages.providers.length === 0
        ? []
        : [{ ImageProviders: [...call.place.preferences.allowedImages.providers] }],
    ManagedBy: 'account',
  }),
});
