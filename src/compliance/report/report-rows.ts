import type { Exemption } from '../../core/exemption.ts';
import type { Settings } from '../../core/settings.ts';
import type { Violation } from '../../core/violation.ts';
import { accountName } from '../../lookup/places.ts';
import { troubleWords } from '../words.ts';
import type { ReportExemption, ReportViolation } from './audit-report.ts';

/** UTC, ISO 8601. */
export const iso = (at: number): string => new Date(at).toISOString();

/** What a report is about. Milliseconds; `now` is when it is made: what ended after it is open. */
export interface Period {
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

/** Whether any of it lies in the period. */
export const isIn = ({ firstSeenAt, ended }: Violation, { from, to }: Period): boolean =>
  firstSeenAt <= to && (ended === undefined || ended.at >= from);

/** A violation for auditors. */
export function violationRow(violation: Violation, { now }: Period, settings: Settings): ReportViolation {
  const { id, place, environment, subject, image, finding, firstSeenAt, exemption } = violation;
  const ended = violation.ended && violation.ended.at <= now ? violation.ended : undefined;
  return {
    id,
    account: place.account,
    alias: accountName(place.account, settings),
    region: place.region,
    environment,
    subjectKind: subject.kind,
    subject: subject.id,
    name: subject.name ?? null,
    launchedAt: subject.since ?? null,
    image: image.id,
    imageName: image.name ?? null,
    trouble: troubleWords[finding.kind],
    severity: finding.severity,
    sentence: finding.sentence,
    firstSeenAt: iso(firstSeenAt),
    ended: ended ? iso(ended.at) : null,
    how: ended?.how ?? null,
    seconds: Math.max(0, Math.round(((ended?.at ?? now) - firstSeenAt) / 1000)),
    exemption: exemption ?? null,
  };
}

/** An exemption for auditors. */
export function exemptionRow(exemption: Exemption, { now }: Period): ReportExemption {
  const { id, place, environment, subject, image, severity, reason, requester, approvers, from, until } = exemption;
  const ended = exemption.ended ?? (until <= now ? { at: until, how: 'expired' as const, by: 'assay' } : undefined);
  return {
    id,
    ...place,
    environment,
    subjectKind: subject?.kind ?? null,
    subject: subject?.id ?? null,
    image: image.id,
    severity,
    reason,
    requester,
    approvers,
    from: iso(from),
    until: iso(until),
    ended: ended ? iso(ended.at) : null,
    how: ended?.how ?? null,
    endedBy: ended?.by ?? null,
  };
}
