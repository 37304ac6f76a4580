import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { defineStsAction } from '../server/action.ts';

/** Needs no permission: whoever has valid keys may ask who they are. */
export const getCallerIdentity = defineStsAction<GetCallerIdentityRequest, GetCallerIdentityResponse>({
  name: 'GetCallerIdentity',
  permissions: () => [],
  handle: (_input, call) => ({
    UserId: call.session.userId,
    Account: call.session.accountId,
    Arn: call.session.arn,
  }),
});
