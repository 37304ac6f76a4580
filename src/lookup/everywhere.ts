import type { AwsReader, Ec2Reader, Place } from '../core/aws.ts';
import { BusyError, type ReasonCode, UserError } from '../core/outcome.ts';

export interface Everywhere<T> {
  readonly found: readonly T[];
  /** Places that could not be asked, with why: "not found" must never mean "not seen". */
  readonly unseen: readonly Unseen[];
}

export interface Unseen {
  readonly place: Place;
  readonly why: string;
  /** `aws_busy` passes by itself; anything else somebody has to mend. */
  readonly code: ReasonCode;
  readonly hint: string | undefined;
}

/**
 * For a run, which can wait: a place that was only busy answers later and is asked again, never counted as unseen.
 * @throws BusyError when one of them was
 */
export function unlessBusy(unseen: readonly Unseen[]): void {
  const busy = unseen.find(({ code }) => code === 'aws_busy');
  if (busy) throw new BusyError(busy.why);
}

/** Asks every place at once; a place that refuses takes nothing away from what the others answer. */
export async function everywhere<T>(
  places: readonly Place[],
  aws: AwsReader,
  ask: (ec2: Ec2Reader, place: Place) => Promise<readonly T[]>,
): Promise<Everywhere<T>> {
  const answers = await Promise.allSettled(places.map(async (place) => ask(aws.ec2(place), place)));
  const found: T[] = [];
  const unseen: Unseen[] = [];
  for (const [index, answer] of answers.entries()) {
    const place = places[index];
    if (answer.status === 'fulfilled') found.push(...answer.value);
    else if (place && answer.reason instanceof UserError)
      unseen.push({ place, why: answer.reason.message, code: answer.reason.code, hint: answer.reason.hint });
    else if (place && answer.reason instanceof BusyError)
      unseen.push({ place, why: answer.reason.message, code: 'aws_busy', hint: 'Please try again in a moment.' });
    else throw answer.reason;
  }
  return { found, unseen };
}
