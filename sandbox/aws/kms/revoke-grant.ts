import type { RevokeGrantRequest } from '@aws-sdk/client-kms';
import { AwsError } from '../aws-error.ts';
import { keyById, keyPermission, refuseAlias } from '../kms-rules/key-by-id.ts';
import { defineKmsAction, given } from '../server/action.ts';

/** A grant that is gone already is an error, as in KMS. */
export const revokeGrant = defineKmsAction<RevokeGrantRequest, Record<string, never>>({
  name: 'RevokeGrant',
  permissions(input, call) {
    const keyId = given(input.KeyId, 'KeyId');
    refuseAlias(keyId);
    return [keyPermission(call, 'RevokeGrant', keyId, { 'kms:GrantIsForAWSResource': 'false' })];
  },
  handle(input, call) {
    const key = keyById(call, given(input.KeyId, 'KeyId'));
    const grantId = given(input.GrantId, 'GrantId');
    if (!key.grants.delete(grantId)) {
      throw new AwsError('NotFoundException', `Grant ID ${grantId} not found`);
    }
    return {};
  },
});
