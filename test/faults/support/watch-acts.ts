import type { Act, Watcher } from './act.ts';
import type { ActCounter } from './count-acts.ts';
import type { Disturbance } from './disturbance.ts';

export interface ActsWatched extends Watcher {
  /** Every moment at which a process could be killed so far, each once, in the order in which they first came. */
  readonly points: readonly Disturbance[];
  /** How often a process stood at one of them. */
  seen(): number;
}

/**
 * Collects the moments at which processes can be killed, and kills at one of them, the first time it comes.
 * @param counter names the acts
 * @param kill ends the process of the act
 */
export function watchActs(
  counter: ActCounter,
  at: Disturbance | undefined,
  kill: (process: string) => Promise<void>,
): ActsWatched {
  const points = new Map<string, Disturbance>();
  let seen = 0;
  let isKilled = false;
  async function pass({ kind, process }: Act, moment: Disturbance['moment'], write?: string): Promise<'go' | 'cut'> {
    if (!write) return 'go';
    seen += 1;
    points.set(`${moment} ${kind} ${write}`, { kind, moment, write });
    if (isKilled || at?.kind !== kind || at.moment !== moment || at.write !== write) return 'go';
    isKilled = true;
    await kill(process);
    return 'cut';
  }
  return {
    get points() {
      return [...points.values()];
    },
    seen: () => seen,
    before: (act) => pass(act, 'killed before', counter.coming(act)),
    after: (act, answer) => pass(act, 'killed after', counter.answered(act, answer)),
  };
}
