import { AwsError } from '../aws-error.ts';
import type { PolicyDocument, World } from '../world/world.ts';

const MOST_BYTES = 32_768;

/**
 * A key policy as KMS takes it: JSON with statements, not too long, and every principal exists.
 *
 * @throws AwsError `MalformedPolicyDocumentException`, `LimitExceededException`
 */
export function checkKeyPolicy(world: World, text: string): PolicyDocument {
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new AwsError('LimitExceededException', `Key policy is longer than ${MOST_BYTES} bytes.`);
  }
  const policy = parse(text);
  const statements = policy?.['Statement'];
  if (policy === undefined || !Array.isArray(statements) || statements.length === 0) {
    throw new AwsError('MalformedPolicyDocumentException', 'The policy is not a valid JSON policy document.');
  }
  for (const accountId of JSON.stringify(statements.map((one: { Principal?: unknown }) => one.Principal)).matchAll(
    /arn:aws:iam::(\d{12}):/g,
  )) {
    if (!world.accounts.has(accountId[1] ?? '')) {
      throw new AwsError(
        'MalformedPolicyDocumentException',
        'Policy contains a statement with one or more invalid principals.',
      );
    }
  }
  return policy;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
