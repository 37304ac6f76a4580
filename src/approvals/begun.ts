import type { Run } from '../core/run.ts';

type Unapproved = Required<Pick<NonNullable<Run['cancelAsked']>, 'as' | 'why'>>;

/** Something was done for it, or may have been: to end it takes more than a word. */
export const hasBegun = ({ steps, children = 0 }: Run): boolean => Object.keys(steps).length > 0 || children > 0;

/** Part of it is done: it is better finished than left as it is. */
export const isPartlyDone = ({ steps, children = 0 }: Run): boolean =>
  children > 0 || Object.values(steps).some(({ state }) => state === 'done');

/**
 * Has a worker end a run that has begun: as a cancelled one, with its way back, and with word of what stays. One that waits
 * for people waits no more. Pure.
 * @param how absent where somebody cancelled it
 */
export function toBeEnded(run: Run, by: string, how: Unapproved | undefined, now: number): { run: Run; due: number } {
  const cancelAsked = { by, at: now, ...how };
  const state = run.state === 'waiting' ? 'queued' : run.state;
  return { run: { ...run, state, changedAt: now, cancelAsked }, due: now };
}

/** For whoever is told that such a run goes no further. */
export const whatStays = 'What was already done stays; the card says what.';
