import type { Place } from '../core/aws.ts';
import type { RoundTrouble } from '../core/rounds.ts';
import type { Settings } from '../core/settings.ts';
import type { Coverage } from '../core/violations.ts';
import { demandsApproval, environmentOf } from '../lookup/launch-rule.ts';
import { isSamePlace } from '../lookup/places.ts';

/** A look is old when so many should have come since. */
const missedLooks = 3;

/** What nobody may take for clean: an account and Region, or things in it that nobody could judge. */
export interface BlindSpot {
  readonly place: Place;
  readonly kind: 'never_seen' | 'not_seen_whole' | 'unjudged';
  /** When it was last seen whole, milliseconds. */
  readonly at?: number;
  /** Things that could not be judged. */
  readonly count?: number;
  /** AWS's reason, as far as it gave one. */
  readonly why?: string | undefined;
}

/** Accounts and Regions where only approved AMIs may run. */
export const guardedPlaces = (
  settings: Settings,
  { account, environment }: { readonly account?: string | undefined; readonly environment?: string | undefined } = {},
): readonly Place[] =>
  settings.accounts
    .filter(({ id }) => demandsApproval(environmentOf(id, settings)))
    .filter((one) => (account ?? one.id) === one.id && (environment ?? one.environment) === one.environment)
    .flatMap(({ id, regions }) => regions.map((region) => ({ account: id, region })));

/** Whether a look was at this place. */
export const isAt =
  (place: Place) =>
  (coverage: Coverage): boolean =>
    isSamePlace(coverage.place, place);

/** What was not seen of some places, or too long ago. Pure. */
export function blindSpotsOf(
  places: readonly Place[],
  coverage: readonly Coverage[],
  troubles: readonly RoundTrouble[],
  { everyMs }: Settings['compliance'],
  now: number,
): readonly BlindSpot[] {
  return places.flatMap((place): readonly BlindSpot[] => {
    const seen = coverage.find(isAt(place));
    const why = troubles.find(({ round }) => round === `compliance ${place.account} ${place.region}`)?.why;
    if (!seen) return [{ place, kind: 'never_seen', why }];
    const isOld = now - seen.at > missedLooks * everyMs + 60_000;
    return [
      ...(isOld || why ? [{ place, kind: 'not_seen_whole', at: seen.at, why } as const] : []),
      ...(seen.unjudged > 0
        ? [{ place, kind: 'unjudged', at: seen.at, count: seen.unjudged, why: seen.why } as const]
        : []),
    ];
  });
}
