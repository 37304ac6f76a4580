import type { Asked, Intake } from '../core/intake.ts';
import { UserError } from '../core/outcome.ts';

/** How much is let in at once. */
export interface DoorRules {
  /** Commands being answered at the same time by this process. */
  readonly atOnce: number;
  /** While so few are being answered one more is let in whatever the figures say: a burst after a rest has none yet. */
  readonly always: number;
  /** Longest time a command may be expected to take while the process is saturated, in ms; Slack's people wait three seconds. */
  readonly answerWithinMs: number;
  /** One person's commands, and the milliseconds they may come within. */
  readonly perPerson: { readonly commands: number; readonly withinMs: number };
}

export const doorRules: Omit<DoorRules, 'perPerson'> = { atOnce: 64, always: 24, answerWithinMs: 700 };

const mostPeople = 10_000;

/** Moments within the last so many milliseconds. */
function makeRecentMoments(withinMs: number) {
  const moments: number[] = [];
  return {
    add: (at: number): void => void moments.push(at),
    count(now: number): number {
      const first = moments.findIndex((at) => at > now - withinMs);
      moments.splice(0, first === -1 ? moments.length : first);
      return moments.length;
    },
    oldest: (): number | undefined => moments[0],
  };
}

/**
 * Stands before the intake, so that what is let in is answered in time: when more is asked than this process can answer,
 * the rest is told so at once and nothing of it is begun. How long one more would take follows from how many are being
 * answered and how many of them come to an end in a second; that counts only while the process has no time left, for a
 * slow AWS is no reason to turn people away.
 * @param isSaturated whether this process had hardly a free moment lately
 */
export function atTheDoor(
  intake: Intake,
  rules: DoorRules,
  isSaturated: () => boolean,
  now: () => number = () => performance.now(),
): Intake {
  const { atOnce, always, answerWithinMs, perPerson } = rules;
  /** By request: the same line delivered a second time is the same work. */
  const inside = new Map<string, number>();
  const ended = makeRecentMoments(1000);
  const people = new Map<string, ReturnType<typeof makeRecentMoments>>();

  function demandPace({ actor }: Asked): void {
    const at = now();
    const moments = people.get(actor.userId) ?? makeRecentMoments(perPerson.withinMs);
    // Taken out and put back: the one who has been quiet for longest is forgotten first.
    people.delete(actor.userId);
    people.set(actor.userId, moments);
    if (people.size > mostPeople) people.delete(people.keys().next().value ?? '');
    if (moments.count(at) >= perPerson.commands) {
      const seconds = Math.ceil(((moments.oldest() ?? at) + perPerson.withinMs - at) / 1000);
      throw new UserError(
        'too_many',
        `That is more than ${perPerson.commands} commands in ${perPerson.withinMs / 1000} seconds; nothing was started by this one.`,
        { hint: `Try again in ${Math.max(1, seconds)} s.` },
      );
    }
    moments.add(at);
  }

  function demandRoom(): void {
    const isFull =
      inside.size >= atOnce ||
      (inside.size > always && isSaturated() && inside.size > (ended.count(now()) * answerWithinMs) / 1000);
    if (isFull)
      throw new UserError('overloaded', 'Assay is busy; nothing was started.', { hint: 'Try again in a few seconds.' });
  }

  async function through<T>(asked: Asked, work: () => Promise<T>): Promise<T> {
    const { requestKey } = asked;
    const others = inside.get(requestKey) ?? 0;
    if (others === 0) {
      demandRoom();
      demandPace(asked);
    }
    inside.set(requestKey, others + 1);
    try {
      return await work();
    } finally {
      const left = (inside.get(requestKey) ?? 1) - 1;
      if (left > 0) inside.set(requestKey, left);
      else inside.delete(requestKey);
      ended.add(now());
    }
  }

  return {
    ...intake,
    preview: (asked) => through(asked, () => intake.preview(asked)),
    submit: (asked) => through(asked, () => intake.submit(asked)),
  };
}
