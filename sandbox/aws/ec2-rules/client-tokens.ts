import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import type { Place } from '../world/world.ts';

interface Used {
  readonly parameters: string;
  readonly resourceId: string;
}

/** Tokens count per account and Region: the same one elsewhere makes something new. */
const used = new WeakMap<Place, Map<string, Used>>();

const comparable = (input: object): string =>
  JSON.stringify(input, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

/**
 * What an earlier call with this token made, whatever became of it since.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 *
 * @throws AwsError `IdempotentParameterMismatch` when the token came with other parameters
 */
export function madeBefore(call: Call, action: string, token: string | undefined, input: object): string | undefined {
  if (token === undefined) {
    return undefined;
  }
  if (!/^[\x21-\x7e]{1,64}$/.test(token)) {
    throw new AwsError('InvalidParameterValue', 'The client token must be 1 to 64 ASCII characters long.');
  }
  const before = used.get(call.place)?.get(`${action} ${token}`);
  if (before !== undefined && before.parameters !== comparable(input)) {
    throw new AwsError(
      'IdempotentParameterMismatch',
      'The client token you have provided has been used with different parameters.',
    );
  }
  return before?.resourceId;
}

/** Remembers what a token made. */
export function rememberToken(
  call: Call,
  action: string,
  token: string | undefined,
  input: object,
  resourceId: string,
): void {
  if (token === undefined) {
    return;
  }
  const tokens = used.get(call.place) ?? new Map<string, Used>();
  tokens.set(`${action} ${token}`, { parameters: comparable(input), resourceId });
  used.set(call.place, tokens);
}
