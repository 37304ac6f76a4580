import type { Place } from '../core/aws.ts';
import type { ChoreContext } from '../core/chore.ts';
import { isSamePlace, placesOf } from '../lookup/places.ts';
import { record } from './record.ts';

/** So many intervals of the sweep pass before a place counts as left. */
const sweepsMissed = 2;

/** Where something is open and the configuration sends nobody any more, and when somebody last looked there. */
async function departed({ violations, settings }: Pick<ChoreContext, 'violations' | 'settings'>) {
  const known = placesOf(settings);
  const coverage = await violations.coverage();
  const found = new Map<string, { readonly place: Place; readonly seenAt: number }>();
  for await (const page of violations.history({}))
    for (const { place, firstSeenAt } of page) {
      if (known.some((one) => isSamePlace(one, place))) continue;
      const key = `${place.account} ${place.region}`;
      const sweptAt = coverage.find((one) => isSamePlace(one.place, place))?.at ?? 0;
      found.set(key, { place, seenAt: Math.max(found.get(key)?.seenAt ?? 0, sweptAt, firstSeenAt) });
    }
  return found.values();
}

/**
 * Ends what is open in accounts and Regions that left the configuration: nobody looks there, so nobody would ever end it,
 * and people would be reminded of it for ever. Another process may have a newer configuration than this one: while
 * somebody looks there, it goes on.
 */
export async function endDeparted(context: Pick<ChoreContext, 'violations' | 'settings' | 'now'>): Promise<void> {
  const { violations, settings, now } = context;
  for (const { place, seenAt } of await departed(context)) {
    if (now.getTime() - seenAt < sweepsMissed * settings.compliance.everyMs) continue;
    const open = await violations.openAt(place);
    const environment = open.violations[0]?.environment ?? '';
    const look = { place, environment, covered: 'everything', left: 'out_of_scope', at: now.getTime() } as const;
    await record(open, [], look, violations);
  }
}
