import { nextMoments, timeZoneNamed } from '../core/cron.ts';
import { nearest } from '../core/nearest.ts';
import { UserError } from '../core/outcome.ts';
import type { Timing, Window } from '../core/schedule.ts';

/**
 * An expression and a zone that fire.
 * @param now milliseconds since 1970
 * @throws UserError bad_input naming what cannot be read
 */
export function readTiming(cron: string, zone: string, now: number): Timing {
  const timeZone = timeZoneNamed(zone);
  if (timeZone === undefined) {
    const meant = nearest(zone, Intl.supportedValuesOf('timeZone'));
    throw new UserError('bad_input', `I know no time zone "${zone}".`, {
      field: 'time-zone',
      hint: meant ? `Did you mean ${meant}?` : 'Write it like Europe/Berlin.',
    });
  }
  const fields = cron.trim().split(/\s+/).length;
  const hint = 'Minute, hour, day of the month, month, day of the week: "0 3 * * *" is every day at 03:00.';
  if (fields !== 5 && fields !== 6)
    throw new UserError('bad_input', `"${cron}" has ${fields} ${fields === 1 ? 'part' : 'parts'}; cron has five.`, {
      field: 'cron',
      hint,
    });
  const timing = { cron: cron.trim().replace(/\s+/g, ' '), timeZone };
  try {
    if (nextMoments(timing, now, 1).length > 0) return timing;
  } catch (error) {
    throw new UserError('bad_input', `"${cron}" cannot be read: ${(error as Error).message}.`, { field: 'cron', hint });
  }
  throw new UserError('bad_input', `"${cron}" never comes.`, { field: 'cron', hint });
}

/** `02:00-05:00`. @throws UserError bad_input */
export function readWindow(text: string): Window {
  const clock = '([01]?\\d|2[0-3]):([0-5]\\d)';
  const found = new RegExp(`^\\s*${clock}\\s*[-–]\\s*${clock}\\s*$`).exec(text);
  const [, fromHour = '', fromMinute = '', toHour = '', toMinute = ''] = found ?? [];
  const window = { from: `${fromHour.padStart(2, '0')}:${fromMinute}`, to: `${toHour.padStart(2, '0')}:${toMinute}` };
  if (found && window.from !== window.to) return window;
  throw new UserError('bad_input', `"${text}" is no window.`, {
    field: 'window',
    hint: 'Write two times of the day, like 02:00-05:00 or 22:00-04:00.',
  });
}
