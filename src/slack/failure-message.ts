import { randomBytes } from 'node:crypto';
import { code, type Message } from '../core/message.ts';
import { BusyError, UserError } from '../core/outcome.ts';
import { UnreadableRecord } from '../core/unreadable-record.ts';
import type { Log } from './log.ts';
import { slackFailure } from './slack-failure.ts';

/**
 * What a person is told when something did not work: a `UserError` as written, our own mistakes with a reference that
 * also stands in the log beside the stack. The one place where errors become words here.
 */
export function failureMessage(error: unknown, log: Log, fields: object): Message {
  if (error instanceof UserError) {
    log.info({ ...fields, code: error.code }, 'request refused');
    const hint = error.hint ? [error.hint] : [];
    // A header holds 150 characters; a longer sentence must not lose its end.
    const more = { tone: 'warning', ...(error.offers.length > 0 ? { offers: error.offers } : {}) } as const;
    return error.message.length <= 140
      ? { title: error.message, lines: [...hint, ...error.lines], ...more }
      : { title: 'That did not work', lines: [error.message, ...hint, ...error.lines], ...more };
  }
  if (error instanceof BusyError)
    return { title: 'AWS is busy right now', tone: 'warning', lines: ['Nothing was done. Try again in a minute.'] };
  const slack = slackFailure(error);
  if (slack && slack.kind !== 'refused') {
    log.warn({ ...fields, err: error }, 'slack did not answer');
    const why = slack.kind === 'throttled' ? 'it asks for fewer calls' : slack.why;
    return {
      title: 'Slack did not answer Assay',
      tone: 'warning',
      lines: [`The reason: ${why}. Please try once more.`],
    };
  }
  if (error instanceof UnreadableRecord) {
    log.error({ ...fields, err: error }, 'a record cannot be read');
    return { title: 'A record cannot be read', tone: 'bad', lines: [`${error.message}.`] };
  }
  const reference = randomBytes(4).toString('hex');
  log.error({ ...fields, err: error, reference }, 'request failed on our side');
  return {
    title: 'Something went wrong on our side',
    tone: 'bad',
    lines: [['Tell an administrator the reference ', code(reference), '; the log has the rest.']],
  };
}
