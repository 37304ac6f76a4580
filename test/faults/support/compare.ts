import type { Played } from './play-run.ts';

/** What went wrong with a disturbed run, by kind. */
export interface Verdict {
  /** It did not come to its end. */
  readonly lost: readonly string[];
  /** Something happened in AWS that the undisturbed run did not do, or did not happen. */
  readonly repeated: readonly string[];
  /** Something of it is left that should not be: locks, shares, things AWS holds and no card names, a broken audit log. */
  readonly halfDone: readonly string[];
  /** Card, thread, record. */
  readonly wrong: readonly string[];
}

/** What of one list the other does not have, each as often as it lacks. */
export const minus = (one: readonly string[], other: readonly string[]): string[] => {
  const left = [...other];
  return one.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
};

/** What a text says too much and too little, by lines. */
function textDifference(what: string, is: string, shouldBe: string): readonly string[] {
  if (is === shouldBe) return [];
  const [now, before] = [is.split('\n'), shouldBe.split('\n')];
  const lines = [
    ...minus(now, before).map((line) => `${what} says: ${line}`),
    ...minus(before, now).map((line) => `${what} does not say: ${line}`),
  ];
  return lines.length > 0 ? lines : [`${what} says the same in another order: ${is}`];
}

/** A run that was disturbed and came to its good end, held against the one that was left alone. */
export function compare(calm: Played, played: Played): Verdict {
  const { run } = played.ending;
  const more = minus(played.effects, calm.effects);
  const less = minus(calm.effects, played.effects);
  const isLost = run.state !== calm.ending.run.state;
  return {
    lost: isLost ? [`it ended as ${run.state}: ${JSON.stringify(run.ending)}`] : [],
    repeated: [...more.map((line) => `too much: ${line}`), ...less.map((line) => `missing: ${line}`)],
    halfDone: played.troubles,
    wrong: isLost ? [] : textDifference('the card', played.card, calm.card),
  };
}

/** The thread too, for runs nobody had to click. Urgent messages overtake others: their order is not compared. */
export const compareThreads = (calm: Played, played: Played): readonly string[] => [
  ...(calm.thread.length === played.thread.length ? [] : [`${played.thread.length} messages in the thread`]),
  ...textDifference('the thread', played.thread.toSorted().join('\n'), calm.thread.toSorted().join('\n')),
];
