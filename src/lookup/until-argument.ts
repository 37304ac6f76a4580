import { UserError } from '../core/outcome.ts';
import { durationWords, millisecondsOf } from './duration.ts';

const day = 86_400_000;

/** The last moment of a day, UTC, in milliseconds; undefined for a day there is not. */
function endOfDay(text: string): number | undefined {
  const start = Date.parse(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(start)) return undefined;
  return new Date(start).toISOString().startsWith(text) ? start + day : undefined;
}

/**
 * The moment meant by `--for 14d` or `--until 2026-12-31`, one of which must be said.
 * @param longestMs how far ahead it may be
 * @throws UserError bad_input beside the field
 */
export function untilOf(
  { for: length, until }: { readonly for?: string | undefined; readonly until?: string | undefined },
  now: number,
  longestMs: number,
): number {
  const refusal = (field: 'for' | 'until', message: string): UserError =>
    new UserError('bad_input', message, {
      field,
      hint: `Give a length such as --for 14d, or a day such as --until ${new Date(now + 14 * day).toISOString().slice(0, 10)}; at most ${durationWords(longestMs)} (compliance.exemptions.longest).`,
    });
  if ((length === undefined) === (until === undefined))
    throw refusal(
      'for',
      length === undefined ? 'It needs an end.' : 'It has one end: give a length or a day, not both.',
    );
  const field = length === undefined ? 'until' : 'for';
  const milliseconds = length === undefined ? undefined : millisecondsOf(length);
  if (milliseconds === null) throw refusal('for', 'An exemption ends: "never" is no end.');
  const at = milliseconds === undefined ? endOfDay(until ?? '') : now + milliseconds;
  if (at === undefined) throw refusal('until', `"${until}" is no day.`);
  if (at <= now) throw refusal(field, 'That is over already.');
  if (at - now > longestMs) throw refusal(field, `That is more than ${durationWords(longestMs)} from now.`);
  return at;
}
