import { bold, type Entry, type Line, time } from '../core/message.ts';
import type { RoundTrouble } from '../core/rounds.ts';
import type { Settings } from '../core/settings.ts';
import type { Violations } from '../core/violations.ts';
import { demandsApproval } from '../lookup/launch-rule.ts';
import { blindSpotLine } from './blind-spot-line.ts';
import { blindSpotsOf, guardedPlaces, isAt } from './blind-spots.ts';
import { severityWords } from './reminder.ts';

/** Places named as not seen; more are counted. */
const mostBlind = 3;

export interface GlanceSources {
  readonly settings: Settings;
  /** By the clock of Redis, milliseconds. */
  readonly now: number;
  readonly violations: Pick<Violations, 'glance'>;
  readonly troubles: readonly RoundTrouble[];
}

/**
 * How each environment stands where only approved AMIs may run: what is open, when all of it was seen last, and what was not.
 * It costs one read of counters, however many violations there are.
 */
export async function atAGlance({ settings, now, violations, troubles }: GlanceSources): Promise<readonly Entry[]> {
  const names = settings.environments.filter(demandsApproval).map(({ name }) => name);
  const guarded = names.filter((environment) => guardedPlaces(settings, { environment }).length > 0);
  if (guarded.length === 0) return [];
  const { open, coverage } = await violations.glance(guarded);
  return guarded.map((environment): Entry => {
    const { exempted = 0, ...counts } = open.get(environment) ?? { exempted: 0, low: 0, medium: 0, high: 0 };
    const count = counts.low + counts.medium + counts.high;
    const places = guardedPlaces(settings, { environment });
    const spots = blindSpotsOf(places, coverage, troubles, settings.compliance, now);
    const seen = places.map((place) => coverage.find(isAt(place))?.at);
    const oldest = seen.every((at) => at !== undefined) ? Math.min(...seen) : undefined;
    const state = count > 0 ? `${count} open (${severityWords(counts)})` : 'nothing open';
    const sign =
      count > 0 ? (counts.high > 0 ? '⛔ ' : '⚠️ ') : spots.length > 0 || !settings.compliance.isOn ? '⚠️ ' : '✅ ';
    const more = spots.length - mostBlind;
    const blind: readonly Line[] = settings.compliance.isOn
      ? [
          ...spots.slice(0, mostBlind).map((spot) => blindSpotLine(spot, settings)),
          ...(more > 0 ? [`… and ${more} more that were not seen`] : []),
        ]
      : ['Sweeps are switched off: nothing is looked at.'];
    return {
      lines: [
        [sign, bold(environment), `: ${state}${exempted > 0 ? `, ${exempted} exempted` : ''}`],
        ...(oldest === undefined ? [] : [['Everything was seen at or after ', time(oldest)] satisfies Line]),
        ...blind,
      ],
      offers: [{ label: `Compliance of ${environment}`, command: 'compliance', input: { of: environment } }],
    };
  });
}
