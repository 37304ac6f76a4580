import type { ChainTail } from '../core/audit.ts';
import type { DigestTools } from '../core/chore.ts';
import type { Exemption } from '../core/exemption.ts';
import type { Severity, Violation, ViolationEnd } from '../core/violation.ts';
import { type BlindSpot, blindSpotsOf, guardedPlaces } from './blind-spots.ts';
import { makeTrend, type Trend, trendDays } from './trend.ts';

const day = 86_400_000;
/** Exemptions of one environment that are looked at. */
const most = 10_000;

/** What there is to say of an environment. */
export interface DigestFacts {
  readonly environment: string;
  /** Of the digest before, or a day ago; milliseconds. */
  readonly since: number;
  readonly open: Readonly<Partial<Record<Severity, number>>>;
  readonly oldest: Violation | undefined;
  readonly begun: number;
  readonly ended: Readonly<Partial<Record<ViolationEnd, number>>>;
  /** In force, those that end first before the others. */
  readonly exemptions: readonly Exemption[];
  readonly blindSpots: readonly BlindSpot[];
  readonly trend: Trend;
  /** Of the audit log, for whoever keeps what they are told. */
  readonly lastLine: ChainTail | undefined;
}

/**
 * Gathers what a digest says, with one reading of what is open and what ended in the last weeks. What ended before anybody was
 * told counts as well; what goes on as another violation (its exemption ended, its trouble changed) does not count as ended.
 */
export async function digestFacts(environment: string, since: number, tools: DigestTools): Promise<DigestFacts> {
  const { violations, exemptions, troubles, settings, audit } = tools;
  const now = tools.now.getTime();
  const trend = makeTrend(now);
  const open: Partial<Record<Severity, number>> = {};
  const ended: Partial<Record<ViolationEnd, number>> = {};
  let oldest: Violation | undefined;
  let begun = 0;
  for await (const page of violations.history({ environment, endedSince: Math.min(since, now - trendDays * day) }))
    for (const one of page) {
      trend.add(one);
      if (one.exemption !== undefined) continue;
      if (one.firstSeenAt > since) begun += 1;
      if (one.ended) {
        if (one.ended.at > since && one.ended.how !== 'changed') ended[one.ended.how] = (ended[one.ended.how] ?? 0) + 1;
        continue;
      }
      open[one.finding.severity] = (open[one.finding.severity] ?? 0) + 1;
      if (!oldest || one.firstSeenAt < oldest.firstSeenAt) oldest = one;
    }
  const granted = await exemptions.list({ environment, limit: most });
  const places = guardedPlaces(settings, { environment });
  return {
    environment,
    since,
    open,
    oldest,
    begun,
    ended,
    exemptions: granted.filter(({ until }) => until > now).sort((a, b) => a.until - b.until),
    blindSpots: settings.compliance.isOn
      ? blindSpotsOf(places, await violations.coverage(), await troubles(), settings.compliance, now)
      : places.map((place) => ({ place, kind: 'never_seen', why: 'sweeps are switched off' })),
    trend,
    lastLine: (await audit.ends()).last,
  };
}
