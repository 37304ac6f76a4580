import type { ListGrantsRequest, ListGrantsResponse } from '@aws-sdk/client-kms';
import { AwsError } from '../aws-error.ts';
import { keyById, keyPermission, refuseAlias } from '../kms-rules/key-by-id.ts';
import { defineKmsAction, given } from '../server/action.ts';

const DEFAULT_LIMIT = 50;
const MOST = 100;

/** Works in every state of the key. */
export const listGrants = defineKmsAction<ListGrantsRequest, ListGrantsResponse>({
  name: 'ListGrants',
  permissions(input, call) {
    const keyId = given(input.KeyId, 'KeyId');
    refuseAlias(keyId);
    return [keyPermission(call, 'ListGrants', keyId, { 'kms:GrantIsForAWSResource': 'false' })];
  },
  handle(input, call) {
    const key = keyById(call, given(input.KeyId, 'KeyId'));
    const limit = input.Limit ?? DEFAULT_LIMIT;
    if (limit < 1 || limit > MOST) {
      throw new AwsError('ValidationException', `1 validation error detected: Value '${limit}' at 'limit' failed`);
    }
    const all = [...key.grants.values()]
      .filter((grant) => input.GrantId === undefined || grant.id === input.GrantId)
      .filter((grant) => input.GranteePrincipal === undefined || grant.granteePrincipal === input.GranteePrincipal);
    const start = input.Marker === undefined ? 0 : all.findIndex((grant) => grant.id === input.Marker);
    if (start < 0) {
      throw new AwsError('InvalidMarkerException', 'The marker is not valid.');
    }
    const next = all[start + limit];
    return {
      Grants: all.slice(start, start + limit).map((grant) => ({
        KeyId: key.arn,
        GrantId: grant.id,
        Name: grant.name,
        CreationDate: grant.createdAt,
        GranteePrincipal: grant.granteePrincipal,
        RetiringPrincipal: grant.retiringPrincipal,
        IssuingAccount: grant.issuingAccount,
        Operations: [...grant.operations] as NonNullable<ListGrantsResponse['Grants']>[number]['Operations'],
      })),
      NextMarker: next?.id,
      Truncated: next !== undefined,
    };
  },
});
