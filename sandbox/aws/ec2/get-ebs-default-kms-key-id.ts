import type { GetEbsDefaultKmsKeyIdRequest, GetEbsDefaultKmsKeyIdResult } from '@aws-sdk/client-ec2';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

/** The key EBS takes when none is named. */
export const getEbsDefaultKmsKeyId = defineEc2Action<GetEbsDefaultKmsKeyIdRequest, GetEbsDefaultKmsKeyIdResult>({
  name: 'GetEbsDefaultKmsKeyId',
  permissions: (_input, call) => [describePermission(call, 'GetEbsDefaultKmsKeyId')],
  handle: (_input, call) => ({
    KmsKeyId: call.place.preferences.ebsDefaultKey,
  }),
});
