import type { Permission } from '../identity/authorize.ts';
import type { Call } from '../server/action.ts';

/** An action on one resource, by its ARN. */
export const builderPermission = (call: Call, action: string, resource: string): Permission => ({
  action: `imagebuilder:${action}`,
  resource,
  resourceAccountId: call.account.id,
});

/** A List call without resource-level permissions. */
export const listPermission = (call: Call, action: string): Permission => builderPermission(call, action, '*');

/** ARN of a running workflow or of one of its steps, as IAM sees it. */
export const executionArn = (call: Call, kind: 'workflow-execution' | 'workflow-step-execution', id: string): string =>
  `arn:aws:imagebuilder:${call.region}:${call.account.id}:${kind}/${id}`;
