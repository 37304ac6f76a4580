import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import type { KeyRecord } from '../world/world.ts';
import { keyPermission, usableKey } from './key-by-id.ts';

/** What EBS does with a key for whoever launches or copies: the list of its user guide. */
const EBS_OPERATIONS = [
  'DescribeKey',
  'Decrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateDataKeyWithoutPlaintext',
  'CreateGrant',
] as const;

/** What EC2 writes on a snapshot whose key could not be used, whatever the cause. */
export const KEY_NOT_ACCESSIBLE =
  'Given key ID is not accessible. You must have DescribeKey permissions on the default CMK';

export type KeyVerdict =
  | { readonly isUsable: true; readonly key: KeyRecord }
  /** `code` as KMS would answer: `NotFoundException`, `DisabledException`, `KMSInvalidStateException`, `AccessDeniedException`, … */
  | { readonly isUsable: false; readonly code: string; readonly because: string };

/**
 * May this caller use this key through EC2 now: does it exist in this Region, is it enabled and symmetric, and do the
 * key's policy, its grants and the caller's own IAM together allow every operation? Between accounts both sides must.
 *
 * @param keyId id, ARN, alias or alias ARN; without an ARN a key of the caller's own account
 */
export async function mayUseKey(
  call: Pick<Call, 'world' | 'account' | 'region' | 'now' | 'may'>,
  keyId: string,
  operations: readonly string[] = EBS_OPERATIONS,
): Promise<KeyVerdict> {
  try {
    const key = usableKey(call, keyId, 'ENCRYPT_DECRYPT');
    for (const operation of operations) {
      const permission = keyPermission(call, operation, key.arn, {
        'kms:ViaService': `ec2.${call.region}.amazonaws.com`,
        'kms:GrantIsForAWSResource': operation === 'CreateGrant' ? 'true' : undefined,
      });
      const verdict = await call.may(permission);
      if (!verdict.isAllowed) {
        return {
          isUsable: false,
          code: 'AccessDeniedException',
          because: `${permission.action} on ${key.arn}: ${verdict.because}`,
        };
      }
    }
    return { isUsable: true, key };
  } catch (error) {
    if (error instanceof AwsError) {
      return { isUsable: false, code: error.code, because: error.message };
    }
    throw error;
  }
}
