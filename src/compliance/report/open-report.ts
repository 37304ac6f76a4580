import type { Exemptions } from '../../core/exemptions.ts';
import type { RoundTrouble } from '../../core/rounds.ts';
import type { Settings } from '../../core/settings.ts';
import type { Violations } from '../../core/violations.ts';
import { accountName } from '../../lookup/places.ts';
import { type BlindSpot, blindSpotsOf, guardedPlaces } from '../blind-spots.ts';
import type { NotSeen, OpenReport, ReportHead, ReportViolation } from './audit-report.ts';
import { reportVersion } from './audit-report.ts';
import { type ImageSources, reportImages } from './report-images.ts';
import { exemptionRow, isIn, iso, type Period, violationRow } from './report-rows.ts';

/** More exemptions in one period than anybody has granted. */
const mostExemptions = 100_000;

/** What a report is made of. */
export interface ReportSources extends ImageSources {
  readonly violations: Pick<Violations, 'history' | 'coverage'>;
  readonly exemptions: Pick<Exemptions, 'list'>;
  readonly troubles: () => Promise<readonly RoundTrouble[]>;
  readonly auditLog: ReportHead['auditLog'];
  /** Names of people by id, as far as they can be told. */
  readonly names: (ids: readonly string[]) => Promise<ReportHead['people']>;
  readonly generatedBy: string;
}

function sweepTrouble({ place, kind, at, count, why }: BlindSpot, settings: Settings): NotSeen {
  const seen = at === undefined ? 'never' : `last seen whole ${iso(at)}`;
  const what = kind === 'unjudged' ? `${count} things could not be judged` : `swept: ${seen}`;
  const { account, region } = place;
  const reason = why ? `${what}: ${why}` : what;
  return { account, alias: accountName(account, settings), region, what: 'sweep', why: reason };
}

async function blindSpots(environment: string, now: number, { settings, violations, troubles }: ReportSources) {
  const places = guardedPlaces(settings, { environment });
  if (!settings.compliance.isOn)
    return places.map((place) => sweepTrouble({ place, kind: 'never_seen', why: 'sweeps are switched off' }, settings));
  const spots = blindSpotsOf(places, await violations.coverage(), await troubles(), settings.compliance, now);
  return spots.map((spot) => sweepTrouble(spot, settings));
}

/**
 * Gathers a report about one environment. AWS is asked as the reader role for what runs and what is approved now; what was
 * wrong in the period comes from Assay's own records.
 */
export async function openReport(environment: string, period: Period, sources: ReportSources): Promise<OpenReport> {
  const { settings, exemptions, auditLog, names, generatedBy } = sources;
  const places = guardedPlaces(settings, { environment });
  const { images, notSeen } = await reportImages(environment, places, sources);
  const unseen = [...notSeen, ...(await blindSpots(environment, period.now, sources))];
  const granted = await exemptions.list({ environment, endedSince: period.from, limit: mostExemptions });
  const exempted = granted.filter(({ from }) => from <= period.to).map((one) => exemptionRow(one, period));

  async function* violations(): AsyncIterable<ReportViolation> {
    for await (const page of sources.violations.history({ environment, endedSince: period.from }))
      for (const one of page) if (isIn(one, period)) yield violationRow(one, period, settings);
  }

  const counts = { violations: 0, violationsOpen: 0, longestSeconds: 0 };
  for await (const { ended, seconds } of violations()) {
    counts.violations += 1;
    if (ended === null) counts.violationsOpen += 1;
    counts.longestSeconds = Math.max(counts.longestSeconds, seconds);
  }
  const people = new Set([
    ...images.flatMap(({ approval }) => (approval ? [approval.requester, ...approval.approvers] : [])),
    ...exempted.flatMap(({ requester, approvers, endedBy }) => [
      requester,
      ...approvers,
      ...(endedBy ? [endedBy] : []),
    ]),
  ]);
  const inUse = images.filter(({ uses }) => uses.length > 0);
  return {
    head: {
      schema: 'assay-audit-report',
      version: reportVersion,
      generatedAt: iso(period.now),
      generatedBy,
      environment,
      period: { from: iso(period.from), to: iso(period.to) },
      places: places.map(({ account, region }) => ({ account, alias: accountName(account, settings), region })),
      complete: unseen.length === 0 && auditLog.whole,
      notSeen: unseen,
      auditLog,
      summary: {
        imagesApproved: images.filter(({ approved }) => approved).length,
        imagesInUse: inUse.length,
        imagesInUseNotApproved: inUse.filter(({ approved }) => approved === false).length,
        ...counts,
        exemptions: exempted.length,
        exemptionsInForce: exempted.filter(({ ended }) => ended === null).length,
      },
      people: await names([...people].filter((id) => id !== 'assay').sort()),
      images: [...images],
      exemptions: exempted,
    },
    violations,
  };
}
