import { UserError } from '../../core/outcome.ts';

const units = { m: 1, h: 60 } as const;
const most = 48 * 60;

/**
 * "4h", "90m" as minutes, as AWS takes them.
 * @throws UserError bad_input for anything but 15 minutes to 48 hours in steps of 15
 */
export function minutesWithin(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const [, count, unit] = /^(\d{1,4})\s*(m|h)$/.exec(text) ?? [];
  const minutes = Number(count) * (unit === 'h' || unit === 'm' ? units[unit] : Number.NaN);
  if (minutes >= 15 && minutes <= most && minutes % 15 === 0) return minutes;
  throw new UserError('bad_input', `AWS cannot promise a copy within "${text}".`, {
    field: 'within',
    hint: 'Write 15m to 48h in steps of 15 minutes: 45m, 4h, 90m.',
  });
}
