import type { Place } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import type { Everywhere } from './everywhere.ts';
import { placeName } from './places.ts';

/** The sentence for "nothing there": where was looked, and where could not be looked. */
export function notFound(
  what: string,
  field: string,
  places: readonly Place[],
  unseen: Everywhere<unknown>['unseen'],
  settings: Settings,
  hint: string,
): UserError {
  const seen = places.filter((place) => !unseen.some((blind) => blind.place === place));
  const looked = seen.length > 0 ? `Looked in ${seen.map((place) => placeName(place, settings)).join('; ')}.` : '';
  // What passes by itself first: the worker tries again then, and gives up on a refusal.
  const first = unseen.find((blind) => blind.code === 'aws_busy') ?? unseen[0];
  const blind = first
    ? `Could not look in ${unseen.map(({ place }) => placeName(place, settings)).join('; ')}: ${first.why}`
    : '';
  return new UserError(
    first ? first.code : 'not_found',
    [`I cannot find ${what}.`, looked, blind].filter(Boolean).join(' '),
    {
      field,
      hint: first ? [first.hint, 'It may be there.'].filter(Boolean).join(' ') : hint,
    },
  );
}

/** The sentence for "which one?", naming at most five. */
export function ambiguous(
  what: string,
  field: string,
  found: readonly { readonly id: string; readonly name: string | undefined; readonly place: Place }[],
  settings: Settings,
): UserError {
  const named = found
    .slice(0, 5)
    .map((one) => `${one.id} (${one.name ?? 'no name'}; ${placeName(one.place, settings)})`);
  const more = found.length > 5 ? ` and ${found.length - 5} more` : '';
  return new UserError('ambiguous', `${found.length} things fit ${what}: ${named.join(', ')}${more}.`, {
    field,
    hint: 'Use the id, or narrow it with --account and --region.',
  });
}
