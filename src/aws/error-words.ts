import { BusyError, type ReasonCode, UserError } from '../core/outcome.ts';
import type { AwsService } from './aws-options.ts';

/** What was being done, for the sentence people read. */
export interface Where {
  readonly service: AwsService;
  readonly action: string;
  readonly account: { readonly alias: string; readonly id: string };
  readonly region: string;
  readonly roleArn: string;
  readonly patience: 'command' | 'job';
}

/** What AWS, or the network, answered instead. */
export interface Failure {
  readonly code: string;
  /** AWS's own words. Not contractual: they refine the few codes that mean many things, and are quoted, never parsed. */
  readonly message: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly cause: unknown;
}

/** What a failure means; undefined: a bug of ours. */
export type Telling = (failure: Failure, where: Where) => Error | undefined;

export const place = (where: Where): string => `${where.account.alias} (${where.account.id}), ${where.region}`;
export const call = (where: Where): string => `${where.service}:${where.action}`;
export const roleName = (where: Where): string => where.roleArn.split('/').at(-1) ?? where.roleArn;
export const sentence = (text: string): string => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
export const quoted = (failure: Failure, where: Where): string =>
  `AWS refused ${call(where)} in ${place(where)}: ${sentence(failure.message || failure.code)}`;
export const operator = 'whoever runs Assay';

/** Not now: a job is tried again by itself, a person has to. */
export const busy =
  (waitMs: number, why: string): Telling =>
  (failure, where) => {
    const message = `AWS ${why} for ${call(where)} in ${place(where)}.`;
    return where.patience === 'job'
      ? new BusyError(message, { waitMs, cause: failure.cause })
      : new UserError('aws_busy', message, { hint: 'Please try again in a moment.', cause: failure.cause });
  };

export const tell =
  (code: ReasonCode, words: (failure: Failure, where: Where) => string, hint: string, field?: string): Telling =>
  (failure, where) =>
    new UserError(code, words(failure, where), { hint, field, cause: failure.cause });

/** The first telling whose pattern fits AWS's words; the last one fits all. */
export const byMessage =
  (...choices: readonly (readonly [RegExp, Telling])[]): Telling =>
  (failure, where) =>
    choices.find(([pattern]) => pattern.test(failure.message))?.[1](failure, where);

export const bug: Telling = () => undefined;
export const anything = /(?:)/;

export const denied: Telling = (failure, where) => {
  // A call may be refused for a part of it (tagging at creation): AWS names the part in both services alike.
  const refused = /not authorized to perform: ([a-z0-9-]+:\w+)/.exec(failure.message)?.[1] ?? call(where);
  return new UserError('aws_denied', `The role ${roleName(where)} may not ${refused} in ${place(where)}.`, {
    hint: `Ask ${operator} to apply \`assay policy\` there; if it is applied, a service control policy forbids it.`,
    cause: failure.cause,
  });
};

export const throttled = busy(5000, 'is limiting requests');
export const faulty = busy(2000, 'has a fault of its own and may or may not have done what was asked');
export const silent = busy(2000, 'did not answer in time');
export const unreachable = busy(5000, 'cannot be reached');

export const credentials = tell(
  'aws_failed',
  (failure, where) => `AWS does not accept the credentials Assay uses for ${place(where)} (${failure.code}).`,
  `Ask ${operator} to check Assay's own AWS credentials and the clock of its machine with \`assay doctor\`.`,
);
export const regionOff = tell(
  'not_possible',
  (_failure, where) => `AWS does not let Assay into ${place(where)}: the Region is most likely not enabled there.`,
  `Enable it in that account, or ask ${operator} to take it out of Assay's configuration.`,
);
export const malformed = tell('bad_input', quoted, 'Check the id or value and ask again.');
export const gone = tell('not_found', quoted, 'Check the id; it may be in another account or Region, or deleted.');
export const quota = tell(
  'not_possible',
  quoted,
  'A quota of the account is used up: raise it, or remove what is not needed.',
);
export const wrongState = tell('wrong_state', quoted, 'Wait until its state fits, or choose another.');
export const notPossible = tell('not_possible', quoted, 'Mend what AWS names and ask again.');
/** A key that signs is Assay's own affair; one that encrypts belongs to whoever asks. */
export const keyTrouble: Telling = (failure, where) =>
  /^(Sign|Verify|GetPublicKey)$/.test(where.action)
    ? new UserError('aws_failed', quoted(failure, where), {
        hint: `Ask ${operator} to check the signing key with \`assay doctor\`: it must exist, be enabled and be ECC_NIST_P256.`,
        cause: failure.cause,
      })
    : new UserError('not_possible', quoted(failure, where), {
        hint: 'Look at the key in that account: it must exist in this Region and be enabled.',
        cause: failure.cause,
      });
