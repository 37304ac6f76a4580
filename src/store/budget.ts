import type { Budget } from '../core/store.ts';
import { type Access, operate } from './access.ts';
import { takeBudgetLua } from './lua/lists.ts';
import { writeScript } from './script.ts';

const takeToken = writeScript(takeBudgetLua);

/** Token buckets by Redis's clock, shared by every process. */
export function makeBudget(access: Access): Budget {
  return {
    take: (key, { burst, perSecond }) =>
      operate(access, async (call) => Number(await call(takeToken, key, burst, perSecond))),
  };
}
