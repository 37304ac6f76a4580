import { AwsError } from '../aws-error.ts';
import type { Permission } from '../identity/authorize.ts';
import type { Call } from '../server/action.ts';
import type { KeyRecord } from '../world/world.ts';
import { policyWithGrants } from './grants.ts';

/** Who looks for a key: a call, or a question that stands for one. */
export type KeyCaller = Pick<Call, 'world' | 'account' | 'region' | 'now'>;

/**
 * A key by id, key ARN, alias or alias ARN. Without an ARN only keys of the caller's own account are found.
 *
 * @throws AwsError `NotFoundException`, `InvalidArnException` for another Region's ARN
 */
export function keyById(call: KeyCaller, keyId: string): KeyRecord {
  const arn = /^arn:aws:kms:([^:]+):(\d{12}):(key|alias)\/(.+)$/.exec(keyId);
  if (keyId.startsWith('arn:') && arn === null) {
    throw new AwsError('InvalidArnException', `Invalid arn ${keyId}`);
  }
  if (arn !== null && arn[1] !== call.region) {
    throw new AwsError('NotFoundException', `Invalid arn ${arn[1] ?? ''}`);
  }
  const accountId = arn?.[2] ?? call.account.id;
  const name = arn === null ? keyId : arn[3] === 'key' ? (arn[4] ?? '') : `alias/${arn[4] ?? ''}`;
  const keys = call.world.accounts.get(accountId)?.regions.get(call.region)?.keys.values() ?? [];
  const key = [...keys].find((one) => one.id === name || one.aliases.includes(name));
  if (key !== undefined) {
    return key;
  }
  const kind = name.startsWith('alias/') ? 'Alias' : 'Key';
  throw new AwsError(
    'NotFoundException',
    `${kind} 'arn:aws:kms:${call.region}:${accountId}:${kind === 'Alias' ? name : `key/${name}`}' is not found.`,
  );
}

/**
 * Calls that change who may use a key want the key itself.
 *
 * @throws AwsError `NotFoundException` as KMS words it for an alias
 */
export function refuseAlias(keyId: string): void {
  if (/(^|:)alias\//.test(keyId)) {
    throw new AwsError('NotFoundException', `Invalid keyId ${keyId}`);
  }
}

/**
 * A key of the caller's own account: its policy is nobody else's business.
 *
 * @throws AwsError `AccessDeniedException` for another account's key
 */
export function ownKey(call: KeyCaller, keyId: string): KeyRecord {
  const key = keyById(call, keyId);
  if (key.accountId !== call.account.id) {
    throw new AwsError('AccessDeniedException', `The key policy of ${key.arn} is not available to other accounts.`);
  }
  return key;
}

/** A KMS action on a key, decided by the caller's policies and the key's policy together. */
export function keyPermission(
  call: KeyCaller,
  name: string,
  keyId: string,
  context: Permission['context'] = {},
): Permission {
  const key = keyById(call, keyId);
  return {
    action: `kms:${name}`,
    resource: key.arn,
    resourceAccountId: key.accountId,
    resourcePolicy: policyWithGrants(key, call.now()),
    context: {
      'kms:CallerAccount': call.account.id,
      'kms:KeySpec': key.spec,
      'kms:KeyUsage': key.usage,
      'kms:RequestAlias': /alias\/.+$/.exec(keyId)?.[0],
      ...context,
    },
  };
}

/**
 * A key that can do this work now.
 *
 * @throws AwsError `DisabledException`, `KMSInvalidStateException`, `InvalidKeyUsageException`
 */
export function usableKey(call: KeyCaller, keyId: string, usage: KeyRecord['usage']): KeyRecord {
  const key = keyById(call, keyId);
  if (key.state === 'Disabled') {
    throw new AwsError('DisabledException', `${key.arn} is disabled.`);
  }
  if (key.state !== 'Enabled') {
    const state = { PendingDeletion: 'pending deletion', PendingImport: 'pending import', Unavailable: 'unavailable' };
    throw new AwsError('KMSInvalidStateException', `${key.arn} is ${state[key.state]}.`);
  }
  if (key.usage !== usage) {
    throw new AwsError(
      'InvalidKeyUsageException',
      `${key.arn} key usage is ${key.usage} which is not valid for this operation.`,
    );
  }
  return key;
}
