import type { Line, Offer } from './message.ts';

/**
 * Every way a request can end or be refused, as one closed list: Slack's words, the audit log, metrics and tests all use
 * these codes, so a new ending is a compile error until everybody can say it.
 */
export const reasonCodes = [
  // asked wrongly: the person can mend it
  'unknown_command',
  'bad_input',
  'not_found',
  'ambiguous',
  'name_taken',
  'wrong_state',
  'not_possible',
  // asked too much: nothing was begun
  'too_many',
  'overloaded',
  // who asked
  'not_allowed',
  'not_an_approver',
  'own_request',
  'already_voted',
  'no_vote_to_withdraw',
  'guest',
  'bot',
  'deactivated',
  'outsider',
  'identity_unknown',
  'quorum_unreachable',
  // state of the request
  'already_decided',
  'expired',
  'stale',
  'rejected',
  'withdrawn',
  'cancelled',
  'reason_missing',
  'needs_approval',
  // how it ended
  'done',
  'approved',
  'recorded',
  // not the person's fault
  'aws_denied',
  'aws_busy',
  'aws_failed',
  'slack_failed',
  'store_unreachable',
  'bug',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/**
 * Something the person can mend or should know; shown exactly as written, never logged as an error.
 * @param message one sentence: what happened, with the value seen
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: ReasonCode;
  /** What to do next, as one sentence. */
  readonly hint: string | undefined;
  /** The input field it is about; a modal shows it beside that field, unless there is more to say than fits there. */
  readonly field: string | undefined;
  /** More than a sentence: what is wrong one by one, or text to be copied. */
  readonly lines: readonly Line[];
  /** The way out as buttons, each opening another command's form filled in. */
  readonly offers: readonly Offer[];

  constructor(
    code: ReasonCode,
    message: string,
    more: {
      hint?: string | undefined;
      field?: string | undefined;
      lines?: readonly Line[] | undefined;
      offers?: readonly Offer[] | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.hint = more.hint;
    this.field = more.field;
    this.lines = more.lines ?? [];
    this.offers = more.offers ?? [];
  }
}

/** AWS does not let Assay into an account at all: whatever was asked there is not known, and does not come by waiting. */
export class NotLetInError extends UserError {}

/** The other side is busy or not consistent yet: the run is tried again later, nobody is blamed. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  /** The least time to wait, in milliseconds; the engine adds back-off and jitter. */
  readonly waitMs: number;

  constructor(message: string, more: { waitMs?: number; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.waitMs = more.waitMs ?? 1000;
  }
}

/** What people approved is not what is there now. Ends the run as `stale`; `differences` are shown as written. */
export class StaleError extends Error {
  override readonly name = 'StaleError';
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    super(`changed since it was asked for: ${differences.join('; ')}`);
    this.differences = differences;
  }
}
