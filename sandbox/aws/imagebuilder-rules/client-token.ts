import type { Call } from '../server/action.ts';
import { builderError } from './builder-error.ts';

/**
 * What a client token was used for, once: the same request again gets the first answer, another one is refused.
 *
 * @throws AwsError `IdempotentParameterMismatchException`, `InvalidParameterValueException`
 */
export function onceByToken(call: Call, token: string, request: unknown, act: () => string): string {
  if (token.length < 1 || token.length > 64) {
    throw builderError.parameter(`The value supplied for parameter 'clientToken' is not valid: ${token}`);
  }
  const { tokens } = call.place.builder;
  const wanted = JSON.stringify(request);
  const known = tokens.get(token);
  if (known !== undefined && known.request !== wanted) {
    throw builderError.mismatch();
  }
  const answer = known?.answer ?? act();
  tokens.set(token, { request: wanted, answer });
  return answer;
}
