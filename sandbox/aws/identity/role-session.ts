import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import { AwsError } from '../aws-error.ts';
import type { PolicyDocument } from '../world/world.ts';
import type { Session } from './session.ts';

export interface RoleSessionRequest {
  readonly roleArn: string;
  readonly accountId: string;
  readonly roleName: string;
  readonly sessionName: string;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly durationSeconds: number;
  readonly tags: ReadonlyMap<string, string>;
  readonly transitiveTagKeys: readonly string[];
  readonly sessionPolicy: PolicyDocument | undefined;
}

/** Role chaining is capped at one hour, whatever the role allows. */
const MAX_CHAINED_SECONDS = 3600;

/**
 * An AssumeRole request by STS's rules. A source identity once set stays, and transitive tags go along.
 *
 * @throws AwsError `ValidationError`, `MalformedPolicyDocument`, `PackedPolicyTooLarge`, `AccessDenied` for another source identity than the session already has
 */
export function checkAssumeRole(input: AssumeRoleRequest, session: Session): RoleSessionRequest {
  const arn = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(input.RoleArn ?? '');
  if (arn?.[1] === undefined || arn[2] === undefined) {
    throw new AwsError('ValidationError', `${input.RoleArn ?? ''} is invalid`);
  }
  const sessionName = matching(input.RoleSessionName ?? '', /^[\w+=,.@-]{2,64}$/, 'roleSessionName');
  const { ExternalId: externalId, SourceIdentity: wanted } = input;
  if (externalId !== undefined) {
    matching(externalId, /^[\w+=,.@:/-]{2,1224}$/, 'externalId');
  }
  if (wanted !== undefined) {
    matching(wanted, /^[\w+=,.@-]{2,64}$/, 'sourceIdentity');
  }
  if (wanted !== undefined && session.sourceIdentity !== undefined && wanted !== session.sourceIdentity) {
    throw new AwsError('AccessDenied', 'The source identity of a session cannot be changed', 403);
  }
  return {
    roleArn: input.RoleArn ?? '',
    accountId: arn[1],
    roleName: arn[2],
    sessionName,
    externalId,
    sourceIdentity: wanted ?? session.sourceIdentity,
    durationSeconds: checkDuration(input.DurationSeconds ?? MAX_CHAINED_SECONDS, session),
    tags: sessionTags(input, session),
    transitiveTagKeys: [...session.transitiveTagKeys, ...(input.TransitiveTagKeys ?? [])],
    sessionPolicy: readPolicy(input),
  };
}

function readPolicy(input: AssumeRoleRequest): PolicyDocument | undefined {
  if ((input.PolicyArns?.length ?? 0) > 0) {
    throw new AwsError('ValidationError', 'The fake AWS has no managed policies to restrict a session with');
  }
  if (input.Policy === undefined) {
    return undefined;
  }
  if (input.Policy.length > 2048) {
    throw new AwsError('ValidationError', 'The inline session policy exceeds 2048 characters');
  }
  try {
    return JSON.parse(input.Policy) as PolicyDocument;
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'The policy is not in the valid JSON format.');
  }
}

function checkDuration(seconds: number, session: Session): number {
  if (seconds < 900 || seconds > 43_200) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and 43200`,
    );
  }
  if (session.isRole && seconds > MAX_CHAINED_SECONDS) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  return seconds;
}

function sessionTags(input: AssumeRoleRequest, session: Session): ReadonlyMap<string, string> {
  const tags = new Map([...session.tags].filter(([key]) => session.transitiveTagKeys.includes(key)));
  for (const { Key = '', Value = '' } of input.Tags ?? []) {
    if (Key.length > 128 || Value.length > 256 || Key.toLowerCase().startsWith('aws:')) {
      throw new AwsError('ValidationError', `The session tag '${Key}' is not valid`);
    }
    tags.set(Key, Value);
  }
  if (tags.size > 50) {
    throw new AwsError('PackedPolicyTooLarge', 'The total packed size of the session tags exceeds the limit');
  }
  return tags;
}

function matching(value: string, pattern: RegExp, name: string): string {
  if (!pattern.test(value)) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source}`,
    );
  }
  return value;
}
