import type { GetKeyPolicyRequest, GetKeyPolicyResponse } from '@aws-sdk/client-kms';
import { keyPermission, ownKey, refuseAlias } from '../kms-rules/key-by-id.ts';
import { defineKmsAction, given } from '../server/action.ts';

/** Only in the key's own account. */
export const getKeyPolicy = defineKmsAction<GetKeyPolicyRequest, GetKeyPolicyResponse>({
  name: 'GetKeyPolicy',
  permissions(input, call) {
    const keyId = given(input.KeyId, 'KeyId');
    refuseAlias(keyId);
    return [keyPermission(call, 'GetKeyPolicy', ownKey(call, keyId).arn)];
  },
  handle: (input, call) => ({
    PolicyName: 'default',
    Policy: JSON.stringify(ownKey(call, given(input.KeyId, 'KeyId')).policy, undefined, 2),
  }),
});
