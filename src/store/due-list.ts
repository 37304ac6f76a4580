import type { DueList } from '../core/store.ts';
import { type Access, operate } from './access.ts';
import { reconcileDueLua, takeDueLua } from './lua/lists.ts';
import { writeScript } from './script.ts';

const takeDue = writeScript(takeDueLua);
const reconcileDue = writeScript(reconcileDueLua);

/** @param holdMs how long a run that is due is left to the one who got it before it is handed out again */
export function makeDueList(access: Access, holdMs = 30_000): DueList {
  return {
    take: (limit) => operate(access, async (call) => (await call(takeDue, limit, holdMs)) as string[]),
    reconcile: () => operate(access, async (call) => Number(await call(reconcileDue))),
  };
}
