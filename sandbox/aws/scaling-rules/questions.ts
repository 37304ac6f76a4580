import { AwsError } from '../aws-error.ts';
import type { PageRequest } from '../ec2-rules/paging.ts';
import type { Permission } from '../identity/authorize.ts';
import type { Call } from '../server/action.ts';

/** A Describe call: no resource-level permissions, everything or nothing. */
export const scalingPermission = (call: Call, name: string): Permission => ({
  action: `autoscaling:${name}`,
  resource: '*',
  resourceAccountId: call.account.id,
});

/**
 * A page as Auto Scaling is asked for it: 50 where nobody says, at most 100.
 *
 * @throws AwsError `ValidationError`
 */
export function scalingPages(input: {
  readonly MaxRecords?: number | undefined;
  readonly NextToken?: string | undefined;
}): PageRequest {
  const size = input.MaxRecords ?? 50;
  if (!Number.isInteger(size) || size < 1 || size > 100) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${size}' at 'maxRecords' failed to satisfy constraint: Member must have value less than or equal to 100`,
    );
  }
  return { MaxResults: size, ...(input.NextToken === undefined ? {} : { NextToken: input.NextToken }) };
}

/**
 * Whether something of this name is asked for; unknown names are left out of the answer.
 *
 * @throws AwsError `ValidationError` for more than 50
 */
export function scalingNames(names: readonly string[] = []): (name: string) => boolean {
  if (names.length > 50) {
    throw new AwsError('ValidationError', 'The number of names must be less than or equal to 50.');
  }
  return (name) => names.length === 0 || names.includes(name);
}
