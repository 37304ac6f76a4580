import { randomBytes } from 'node:crypto';
import type { CreateGrantRequest, CreateGrantResponse } from '@aws-sdk/client-kms';
import { AwsError } from '../aws-error.ts';
import { checkGrant } from '../kms-rules/check-grant.ts';
import { keyPermission, refuseAlias, usableKey } from '../kms-rules/key-by-id.ts';
import { type Call, defineKmsAction, given } from '../server/action.ts';
import type { GrantRecord } from '../world/world.ts';

const MOST_GRANTS = 50_000;

/** With a name the call may be repeated: the same parameters give the same grant. Without, each call makes another. */
export const createGrant = defineKmsAction<CreateGrantRequest, CreateGrantResponse>({
  name: 'CreateGrant',
  permissions(input, call) {
    const keyId = given(input.KeyId, 'KeyId');
    refuseAlias(keyId);
    return [
      keyPermission(call, 'CreateGrant', keyId, {
        'kms:GranteePrincipal': input.GranteePrincipal,
        'kms:GrantOperations': input.Operations,
        'kms:RetiringPrincipal': input.RetiringPrincipal,
        'kms:GrantIsForAWSResource': 'false',
      }),
    ];
  },
  handle(input, call) {
    const key = usableKey(call, given(input.KeyId, 'KeyId'), 'ENCRYPT_DECRYPT');
    checkGrant(call, key, input);
    const wanted = grantOf(call, input);
    const same = [...key.grants.values()].find((grant) => grant.name !== undefined && isSame(grant, wanted));
    const grant = same ?? wanted;
    if (same === undefined && key.grants.size >= MOST_GRANTS) {
      throw new AwsError('LimitExceededException', `You have reached the limit of ${MOST_GRANTS} grants for this key`);
    }
    key.grants.set(grant.id, grant);
    return { GrantId: grant.id, GrantToken: randomBytes(96).toString('base64') };
  },
});

function grantOf(call: Call, input: CreateGrantRequest): GrantRecord {
  const { EncryptionContextSubset = {}, EncryptionContextEquals = {} } = input.Constraints ?? {};
  return {
    id: randomBytes(32).toString('hex'),
    name: input.Name,
    granteePrincipal: given(input.GranteePrincipal, 'GranteePrincipal'),
    retiringPrincipal: input.RetiringPrincipal,
    issuingAccount: `arn:aws:iam::${call.account.id}:root`,
    operations: [...new Set(input.Operations)].sort(),
    isConstrained: Object.keys({ ...EncryptionContextSubset, ...EncryptionContextEquals }).length > 0,
    createdAt: new Date(call.now()),
    effectiveAt: call.now() + call.settings.grantLagMs,
  };
}

const isSame = (one: GrantRecord, other: GrantRecord): boolean => termsOf(one) === termsOf(other);

const termsOf = (grant: GrantRecord): string =>
  JSON.stringify([
    grant.name,
    grant.granteePrincipal,
    grant.retiringPrincipal,
    grant.issuingAccount,
    grant.operations,
    grant.isConstrained,
  ]);
