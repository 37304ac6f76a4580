import type { CreateGrantRequest } from '@aws-sdk/client-kms';
import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import type { KeyRecord } from '../world/world.ts';

/** What a symmetric encryption key can be granted for. There is no `ReEncrypt*` in grants. */
const OPERATIONS = new Set([
  'CreateGrant',
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'RetireGrant',
]);

/**
 * The rules for a grant's parameters.
 *
 * @throws AwsError `ValidationException`, `InvalidArnException`, `AccessDeniedException` for AWS's own keys
 */
export function checkGrant(call: Call, key: KeyRecord, input: CreateGrantRequest): void {
  if (key.manager === 'AWS') {
    throw new AwsError(
      'AccessDeniedException',
      `The key ${key.arn} is managed by AWS: its permissions cannot be changed.`,
    );
  }
  const operations = input.Operations ?? [];
  const wrong = operations.find((operation) => !OPERATIONS.has(operation));
  if (operations.length === 0 || wrong !== undefined) {
    throw new AwsError('ValidationException', `Operation ${wrong ?? 'list is empty'} is not supported for this key.`);
  }
  if (input.Name !== undefined && !/^[a-zA-Z0-9:/_-]{1,256}$/.test(input.Name)) {
    throw new AwsError('ValidationException', `1 validation error detected: Value '${input.Name}' at 'name' failed`);
  }
  checkGrantee(call, input.GranteePrincipal ?? '');
}

/** An account, user, role or session. An organisation, a unit or a group cannot be a grantee. */
function checkGrantee(call: Call, principal: string): void {
  const accountId =
    /^arn:aws:(?:iam::(\d{12}):(?:root|user\/.+|role\/.+)|sts::(\d{12}):(?:assumed-role|federated-user)\/.+)$/
      .exec(principal)
      ?.slice(1)
      .find((id) => id !== undefined);
  if (accountId === undefined || !call.world.accounts.has(accountId)) {
    throw new AwsError('InvalidArnException', `ARN does not refer to a valid principal: ${principal}`);
  }
}
