import type { PutKeyPolicyRequest } from '@aws-sdk/client-kms';
import { AwsError } from '../aws-error.ts';
import { checkKeyPolicy } from '../kms-rules/check-key-policy.ts';
import { keyPermission, ownKey, refuseAlias } from '../kms-rules/key-by-id.ts';
import { defineKmsAction, given } from '../server/action.ts';

/** Only in the key's own account. Replaces the whole document; one that locks its writer out is refused. */
export const putKeyPolicy = defineKmsAction<PutKeyPolicyRequest, Record<string, never>>({
  name: 'PutKeyPolicy',
  permissions(input, call) {
    const keyId = given(input.KeyId, 'KeyId');
    refuseAlias(keyId);
    return [keyPermission(call, 'PutKeyPolicy', ownKey(call, keyId).arn)];
  },
  async handle(input, call) {
    const key = ownKey(call, given(input.KeyId, 'KeyId'));
    if (key.manager === 'AWS') {
      throw new AwsError(
        'AccessDeniedException',
        `The key ${key.arn} is managed by AWS: its policy cannot be changed.`,
      );
    }
    const policy = checkKeyPolicy(call.world, given(input.Policy, 'Policy'));
    const before = key.policy;
    key.policy = policy;
    const verdict = await call.may(keyPermission(call, 'PutKeyPolicy', key.arn));
    if (!verdict.isAllowed && input.BypassPolicyLockoutSafetyCheck !== true) {
      key.policy = before;
      throw new AwsError(
        'MalformedPolicyDocumentException',
        'The new key policy will not allow you to update the key policy in the future.',
      );
    }
    return {};
  },
});
