import { isFinal, type Run } from '../../core/run.ts';
import type { Budget } from '../../core/store.ts';

/** chat.update allows about 50 a minute for the whole workspace, all processes and runs together. */
const everything = { burst: 5, perSecond: 0.7 };
/** Progress never gets all of it: endings and decisions must not stand behind bars that move. */
const progressOnly = { burst: 3, perSecond: 0.45 };
/** One card moves every three seconds at most; what happened in between is in the newest record anyway. */
const perCard = { burst: 1, perSecond: 1 / 3 };

/** Ends and decisions are shown first. */
const isUrgent = (run: Pick<Run, 'state'>): boolean =>
  isFinal(run.state) || run.state === 'waiting' || run.state === 'queued';

/** @returns 0 when a card may be edited now, else the milliseconds to wait */
export async function takeEdit(budget: Budget, run: Pick<Run, 'id' | 'state'>): Promise<number> {
  if (!isUrgent(run)) {
    const card = await budget.take(`slack:card:${run.id}`, perCard);
    if (card > 0) return card;
    const progress = await budget.take('slack:update:progress', progressOnly);
    if (progress > 0) return progress;
  }
  return budget.take('slack:update', everything);
}
