import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { AwsError } from '../aws-error.ts';
import type { Permission } from '../identity/authorize.ts';
import type { Role } from '../identity/policy-set.ts';
import { checkAssumeRole, type RoleSessionRequest } from '../identity/role-session.ts';
import { type Call, defineStsAction } from '../server/action.ts';

/** A role nobody trusts: what AWS says of a role that does not exist is the same refusal. */
const NOBODY = { Version: '2012-10-17', Statement: [] };

/** Both sides must agree: the caller's policies and the role's trust policy, for the role, its tags and its source. */
export const assumeRole = defineStsAction<AssumeRoleRequest, AssumeRoleResponse>({
  name: 'AssumeRole',
  permissions(input, call) {
    const request = checkAssumeRole(input, call.session);
    const context = {
      'sts:RoleSessionName': request.sessionName,
      'sts:ExternalId': request.externalId,
      'sts:SourceIdentity': request.sourceIdentity,
      ...(request.tags.size === 0 ? {} : { 'aws:TagKeys': [...request.tags.keys()] }),
      ...Object.fromEntries([...request.tags].map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    };
    const role = call.policies.role(request.roleArn);
    const permission = (action: string): Permission => ({
      action,
      resource: request.roleArn,
      resourceAccountId: request.accountId,
      context,
      resourcePolicy: role?.trust ?? NOBODY,
    });
    return [
      permission('sts:AssumeRole'),
      ...(request.sourceIdentity === undefined ? [] : [permission('sts:SetSourceIdentity')]),
      ...(request.tags.size === 0 ? [] : [permission('sts:TagSession')]),
    ];
  },
  handle(input, call) {
    const request = checkAssumeRole(input, call.session);
    const role = call.policies.role(request.roleArn) ?? unconfiguredRole(call, request);
    if (request.durationSeconds > role.maxSessionSeconds) {
      throw new AwsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    }
    const arn = `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/${request.sessionName}`;
    const expiration = new Date(call.now() + request.durationSeconds * 1000);
    const userId = `${role.uniqueId}:${request.sessionName}`;
    const credential = call.credentials.temporary(
      {
        accountId: role.accountId,
        principalArn: role.arn,
        arn,
        userId,
        isRole: true,
        sourceIdentity: request.sourceIdentity,
        tags: request.tags,
        transitiveTagKeys: request.transitiveTagKeys,
        sessionPolicy: request.sessionPolicy,
      },
      expiration,
    );
    return {
      Credentials: {
        AccessKeyId: credential.accessKeyId,
        SecretAccessKey: credential.secretAccessKey,
        SessionToken: credential.sessionToken ?? '',
        Expiration: expiration,
      },
      AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
      SourceIdentity: request.sourceIdentity,
    };
  },
});

/** Reached only while no policies are installed and the fake allows everything: then any role may be assumed. */
function unconfiguredRole(call: Call, request: RoleSessionRequest): Role {
  if (!call.world.accounts.has(request.accountId)) {
    throw new AwsError('AccessDenied', `${call.session.arn} is not authorized to perform: sts:AssumeRole`, 403);
  }
  return {
    arn: request.roleArn,
    accountId: request.accountId,
    name: request.roleName,
    trust: undefined,
    policies: [],
    maxSessionSeconds: 43_200,
    uniqueId: 'AROAUNCONFIGURED00000',
  };
}
