import { bold, type Line, time } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import { placeName } from '../lookup/places.ts';
import type { BlindSpot } from './blind-spots.ts';

/** What was not seen, for people. */
export function blindSpotLine({ place, kind, at, count, why }: BlindSpot, settings: Settings): Line {
  const name = placeName(place, settings);
  switch (kind) {
    case 'never_seen':
      return [bold(`${name} was not seen yet`), why ? `: ${why}` : '.'];
    case 'not_seen_whole':
      return [bold(`${name} was last seen whole `), time(at ?? 0), why ? `: ${why}` : '.'];
    case 'unjudged':
      return [bold(`${count} in ${name} could not be judged`), `: ${why ?? 'AWS did not say why'}`];
  }
}
