import type { GetEbsEncryptionByDefaultRequest, GetEbsEncryptionByDefaultResult } from '@aws-sdk/client-ec2';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

/** Whether new volumes and snapshots of this account and Region are encrypted without being asked. */
export const getEbsEncryptionByDefault = defineEc2Action<
  GetEbsEncryptionByDefaultRequest,
  GetEbsEncryptionByDefaultResult
>({
  name: 'GetEbsEncryptionByDefault',
  permissions: (_input, call) => [describePermission(call, 'GetEbsEncryptionByDefault')],
  handle: (_input, call) => ({
    EbsEncryptionByDefault: call.place.preferences.ebsEncryptionByDefault,
    SseType: call.place.preferences.ebsEncryptionByDefault ? 'sse-kms' : 'none',
  }),
});
