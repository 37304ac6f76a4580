import type { ListAliasesRequest, ListAliasesResponse } from '@aws-sdk/client-kms';
import { keyById } from '../kms-rules/key-by-id.ts';
import { defineKmsAction } from '../server/action.ts';

/** The aliases of the caller's own account in this Region, all on one page. */
export const listAliases = defineKmsAction<ListAliasesRequest, ListAliasesResponse>({
  name: 'ListAliases',
  permissions: (_input, call) => [{ action: 'kms:ListAliases', resource: '*', resourceAccountId: call.account.id }],
  handle(input, call) {
    const only = input.KeyId === undefined ? undefined : keyById(call, input.KeyId).id;
    return {
      Aliases: [...call.place.keys.values()]
        .filter((key) => only === undefined || key.id === only)
        .flatMap((key) =>
          key.aliases.map((name) => ({
            AliasName: name,
            AliasArn: `arn:aws:kms:${call.region}:${call.account.id}:${name}`,
            TargetKeyId: key.id,
          })),
        ),
      Truncated: false,
    };
  },
});
