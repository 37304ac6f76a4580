import type { Picture } from '../core/picture.ts';
import { type Severity, severities, type Violation } from '../core/violation.ts';

const day = 86_400_000;
/** Days a digest looks back. */
export const trendDays = 30;

type Counts = Record<Severity, number>;
const none = (): Counts => ({ low: 0, medium: 0, high: 0 });
const sum = ({ low, medium, high }: Counts): number => low + medium + high;

/** How many were open at the end of each of the last days; counted from what began and ended, so that nothing is missing. */
export interface Trend {
  add(violation: Violation): void;
  /** The oldest first, the last is now. */
  days(): readonly { readonly at: number; readonly counts: Readonly<Counts> }[];
}

/** @param now the last of the days, milliseconds; the others are whole days before it */
export function makeTrend(now: number): Trend {
  const days = Array.from({ length: trendDays }, (_, index) => ({
    at: now - (trendDays - 1 - index) * day,
    counts: none(),
  }));
  return {
    add({ firstSeenAt, ended, exemption, finding }) {
      if (exemption !== undefined) return;
      for (const one of days)
        if (firstSeenAt <= one.at && (ended === undefined || ended.at > one.at)) one.counts[finding.severity] += 1;
    },
    days: () => days,
  };
}

/** The trend as a picture with all of its figures in words. */
export function trendPicture(environment: string, trend: Trend, timeZone: string): Picture {
  const days = trend.days();
  const name = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone });
  const totals = days.map(({ counts }) => sum(counts));
  const now = days.at(-1)?.counts ?? none();
  const parts = [...severities].reverse();
  const most = Math.max(...totals);
  const mostAt = days[totals.indexOf(most)];
  const [first] = days;
  const today = parts.map((severity) => `${now[severity]} ${severity}`).join(', ');
  return {
    title: `${environment}: open violations, last ${trendDays} days`,
    alt: `Open violations in ${environment} over the last ${trendDays} days. Now ${totals.at(-1)}: ${today}. A week ago ${totals.at(-8)}. Most: ${most}, on ${name.format(mostAt?.at)}. Day by day from ${name.format(first?.at)}: ${totals.join(', ')}.`,
    trend: {
      parts: parts.map((severity) => ({ name: severity, tone: severity })),
      days: days.map(({ at, counts }) => ({
        name: name.format(at),
        counts: parts.map((severity) => counts[severity]),
      })),
    },
  };
}
