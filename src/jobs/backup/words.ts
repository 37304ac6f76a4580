import cronstrue from 'cronstrue';
import { nextMoments } from '../../core/cron.ts';
import { type Fact, type Line, time } from '../../core/message.ts';
import type { Schedule, Timing } from '../../core/schedule.ts';
import type { BackupOrder, Retention } from './plan.ts';

/** "At 03:00, every day (Europe/Berlin)". The expression itself where it cannot be said. */
export function cronWords({ cron, timeZone }: Timing): string {
  let words: string;
  try {
    words = cronstrue.toString(cron, { use24HourTimeFormat: true, verbose: true });
  } catch {
    words = cron;
  }
  return `${words} (${timeZone})`;
}

/** The next moments, each as every reader's own clock shows it. */
export function nextLine(timing: Timing, after: number, count = 3): Line {
  const moments = nextMoments(timing, after, count);
  if (moments.length === 0) return 'never again';
  return moments.flatMap((moment, index) => (index === 0 ? [time(moment)] : [', ', time(moment)]));
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** "the newest 7 of each instance", and what a second limit means. */
export function retentionWords({ count, days }: Retention): string {
  if (count === undefined && days === undefined) return 'for ever; nothing is removed';
  if (days === undefined) return `the newest ${count} of each instance`;
  if (count === undefined) return `for ${plural(days, 'day')}, and always the newest of each instance`;
  return `the newest ${count} of each instance, and every one for ${plural(days, 'day')}`;
}

/** What a schedule of backups does, as facts: one list for its card, its preview and its list. */
export function orderFacts(
  schedule: Pick<Schedule, 'cron' | 'timeZone' | 'jitterMinutes' | 'missed'>,
  order: BackupOrder,
): readonly Fact[] {
  return [
    { label: 'When', value: cronWords(schedule) },
    { label: 'Instances', value: `${order.instances.join(', ')}; looked for anew at each run` },
    {
      label: 'Consistency',
      value: order.reboot ? 'reboot (file systems consistent)' : 'no reboot (integrity not guaranteed)',
    },
    { label: 'Kept', value: retentionWords(order.retention) },
    ...(order.window
      ? [
          {
            label: 'Window',
            value: `${order.window.from}-${order.window.to} (${order.timeZone}); nothing begins outside of it`,
          },
        ]
      : []),
    ...(schedule.jitterMinutes > 0
      ? [{ label: 'Jitter', value: `starts up to ${plural(schedule.jitterMinutes, 'minute')} later` }]
      : []),
    {
      label: 'Missed runs',
      value: schedule.missed === 'catch-up' ? 'one run for all of them, as soon as possible' : 'skipped',
    },
  ];
}
