import type { ChildEnd } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import type { Settings } from '../../core/settings.ts';
import { placeName } from '../../lookup/places.ts';

/** Said one by one; who has yet another reason stands on the card. */
const most = 3;

/** Where a child of a copy worked: its key ends with account and Region. */
function placeOf({ key }: Pick<ChildEnd, 'key'>): { readonly account: string; readonly region: string } {
  const [region = '', account = ''] = key.split('/').reverse();
  return { account, region };
}

export const hasFailed = ({ state }: ChildEnd): boolean => state !== 'done';

/** Where and why, the same reason once: "prod, us-east-1; prod, eu-west-1: the key is disabled". */
function reasonsOf(ends: readonly ChildEnd[], settings: Settings): string {
  const byReason = new Map<string, string[]>();
  for (const end of ends.filter(hasFailed)) {
    const { message } = end.ending;
    byReason.set(message, [...(byReason.get(message) ?? []), placeName(placeOf(end), settings)]);
  }
  const told = [...byReason].slice(0, most).map(([reason, places]) => {
    const more = places.length > most ? ` and ${places.length - most} more` : '';
    return `${places.slice(0, most).join('; ')}${more}: ${reason}`;
  });
  return `${told.join(' ')}${byReason.size > most ? ' The others have other reasons.' : ''}`;
}

const ofAll = (ends: readonly ChildEnd[]): string =>
  `${ends.filter(hasFailed).length} of ${ends.length} ${ends.length === 1 ? 'copy' : 'copies'}`;

/**
 * What was not copied and why.
 * @param shares whether they were to be shared afterwards
 */
export const notCopied = (ends: readonly ChildEnd[], shares: boolean, settings: Settings): UserError =>
  new UserError(
    'aws_failed',
    `${ofAll(ends)} failed. ${reasonsOf(ends, settings)}${shares ? ' None is shared before all are there.' : ''}`,
    { hint: 'What worked stays. Mend what is named, then have it tried again: only what failed is made anew.' },
  );

/** What was copied and not shared, and why. */
export const notShared = (ends: readonly ChildEnd[], settings: Settings): UserError =>
  new UserError(
    'aws_failed',
    `All copies are there, but ${ofAll(ends)} could not be shared. ${reasonsOf(ends, settings)}`,
    {
      hint: 'Mend what is named, then have it tried again: nothing is copied anew.',
    },
  );
