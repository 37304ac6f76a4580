import { UserError } from '../core/outcome.ts';

const day = 86_400_000;
const units: Readonly<Record<string, number>> = { h: day / 24, d: day, w: 7 * day, m: 30 * day, y: 365 * day };

/**
 * A span of time as people type it: 12h, 30d, 2w, 6m, 1y, in milliseconds.
 * @throws UserError bad_input naming the field
 */
export function spanOf(text: string, field: string): number {
  const [, count = '', unit = ''] = /^(\d{1,4})\s*([a-z])[a-z]*$/i.exec(text.trim()) ?? [];
  const length = units[unit.toLowerCase()];
  if (length === undefined || Number(count) === 0)
    throw new UserError('bad_input', `I cannot read “${text}” as a span of time.`, {
      field,
      hint: 'Write a number and a unit: 12h, 30d, 2w, 6m (months) or 1y.',
    });
  return Number(count) * length;
}
