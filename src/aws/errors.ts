import { BusyError, NotLetInError, UserError } from '../core/outcome.ts';
import { errorCodes } from './error-codes.ts';
import {
  bug,
  call,
  denied,
  type Failure,
  faulty,
  operator,
  place,
  roleName,
  type Telling,
  throttled,
  type Where,
} from './error-words.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value !== 'Error' ? value : undefined;

function failureOf(error: unknown): Failure {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const metadata = (thrown['$metadata'] ?? {}) as { httpStatusCode?: number; requestId?: string };
  return {
    // Errors of the network have their name in `code`, those of AWS in `name`.
    code: text(thrown['code']) ?? text(thrown['name']) ?? 'UnknownError',
    message: typeof thrown['message'] === 'string' ? thrown['message'] : '',
    status: metadata.httpStatusCode,
    requestId: metadata.requestId,
    cause: error,
  };
}

/** AWS's code for an error, such as `InvalidAMIID.NotFound`; network errors by their Node code. */
export const codeOf = (error: unknown): string => failureOf(error).code;

/** Not sent at all: our own share of AWS's request limit is used up, or the time for an answer is. */
export function notSent(why: 'budget' | 'time', waitMs: number, where: Where): Error {
  const reason =
    why === 'budget' ? "Assay's share of AWS's request limit is used up" : 'The time for an answer was used up';
  const message = `${reason} before AWS could be asked for ${call(where)} in ${place(where)}.`;
  return where.patience === 'job'
    ? new BusyError(message, { waitMs })
    : new UserError('aws_busy', message, { hint: 'Please try again in a moment.' });
}

/** No session: said in terms of onboarding, since that is what is missing. */
const notOnboarded: Telling = (failure, where) =>
  new NotLetInError('aws_denied', `Assay may not take the role ${roleName(where)} in ${place(where)}.`, {
    hint: `The account is not onboarded: ask ${operator} to apply the trust policy from \`assay policy\` and to check the external id.`,
    cause: failure.cause,
  });

/**
 * Turns what the SDK throws into what the rest of Assay understands.
 * @returns UserError for people, BusyError for a job that may try again, or an Error that is a bug of ours
 */
export function translateError(error: unknown, where: Where): Error {
  if (error instanceof UserError || error instanceof BusyError) return error;
  const failure = failureOf(error);
  const status = failure.status ?? 0;
  const byStatus = status === 429 ? throttled : status >= 500 ? faulty : bug;
  const entry = Object.hasOwn(errorCodes, failure.code) ? errorCodes[failure.code] : undefined;
  const telling = where.service === 'sts' && entry === denied ? notOnboarded : (entry ?? byStatus);
  return (
    telling(failure, where) ??
    new Error(
      `${call(where)} in ${place(where)} failed: ${failure.code}: ${failure.message} (request ${failure.requestId ?? 'unknown'})`,
      { cause: error },
    )
  );
}
