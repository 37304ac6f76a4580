import type { Call } from '../server/action.ts';
import type { BinnedRecord, BinRule } from '../world/lifecycle.ts';

const DAY_MS = 86_400_000;

/** The longest stay any matching retention rule gives, from now; `undefined` where none matches and it is gone for good. */
export function stayInBin(call: Call, kind: BinRule['kind'], id: string): BinnedRecord | undefined {
  const tags = call.world.tags.written(id, call.account.id);
  const days = call.place.lifecycle.binRules
    .filter((rule) => rule.kind === kind)
    .filter((rule) => Object.entries(rule.tags ?? {}).every(([key, value]) => tags.get(key) === value))
    .map((rule) => rule.days);
  return days.length === 0 ? undefined : { enteredAt: call.now(), leavesAt: call.now() + Math.max(...days) * DAY_MS };
}

/** What is still in the bin; what stayed its time is gone. */
export function inBin<T extends BinnedRecord>(call: Call, bin: Map<string, T>): readonly (readonly [string, T])[] {
  for (const [id, record] of bin) {
    if (record.leavesAt <= call.now()) {
      bin.delete(id);
    }
  }
  return [...bin];
}
