import type { GetImageBlockPublicAccessStateRequest, GetImageBlockPublicAccessStateResult } from '@aws-sdk/client-ec2';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

/** Whether images of this account and Region can be made public. */
export const getImageBlockPublicAccessState = defineEc2Action<
  GetImageBlockPublicAccessStateRequest,
  GetImageBlockPublicAccessStateResult
>({
  name: 'GetImageBlockPublicAccessState',
  permissions: (_input, call) => [describePermission(call, 'GetImageBlockPublicAccessState')],
  handle: (_input, call) => ({
    ImageBlockPublicAccessState: call.place.preferences.imagePublicAccess,
    ManagedBy: 'account',
  }),
});
