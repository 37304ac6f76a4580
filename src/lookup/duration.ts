import { z } from 'zod';

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const names = { d: 'day', h: 'hour', m: 'minute', s: 'second' } as const;
/** AWS takes no deprecation date further ahead; nor would anybody remember why. */
const mostMs = 3650 * units.d;

/** "30d", "12h", "90s" as people type it, or "never". */
export const DurationText = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(\d{1,9}(s|m|h|d)|never)$/, 'write a whole number and a unit, such as 30d, 12h, 45m or 90s, or "never"')
  .refine((text) => (millisecondsOf(text) ?? 0) <= mostMs, 'at most 3650d');

/** Milliseconds of a `DurationText`; null for "never". */
export const millisecondsOf = (text: string): number | null =>
  text === 'never' ? null : Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units];

/** "30 days", "1 hour", "90 seconds": the largest unit that divides it. */
export function durationWords(milliseconds: number): string {
  const unit = (['d', 'h', 'm'] as const).find((one) => milliseconds % units[one] === 0 && milliseconds > 0) ?? 's';
  const count = Math.round(milliseconds / units[unit]);
  return `${count} ${names[unit]}${count === 1 ? '' : 's'}`;
}
