import type { Rounds } from '../core/rounds.ts';
import type { Schedules } from '../core/schedule.ts';
import type {
  AuditLog,
  Budget,
  DueList,
  Outbox,
  QuotaLines,
  RunStore,
  StoreClock,
  SubjectLocks,
  WatchList,
} from '../core/store.ts';
import type { Violations } from '../core/violations.ts';
import { type Access, operate } from './access.ts';
import { makeAuditLog } from './audit-log.ts';
import { makeBudget } from './budget.ts';
import { makeDueList } from './due-list.ts';
import { clockLua } from './lua/lists.ts';
import { makeOutbox } from './outbox.ts';
import { makeQuotaLines } from './quota-lines.ts';
import { makeRounds } from './rounds.ts';
import { makeRunStore } from './run-store.ts';
import { makeSchedules } from './schedules.ts';
import { readScript } from './script.ts';
import { makeSubjectLocks } from './subject-locks.ts';
import { makeViolations } from './violations.ts';
import { makeWatchList, type WatchListTiming } from './watch-list.ts';

/** Every port of the store over one connection. */
export interface Store {
  readonly runs: RunStore;
  readonly audit: AuditLog;
  readonly locks: SubjectLocks;
  readonly quotas: QuotaLines;
  readonly watches: WatchList;
  readonly due: DueList;
  readonly rounds: Rounds;
  readonly schedules: Schedules;
  readonly budget: Budget;
  readonly outbox: Outbox;
  readonly violations: Violations;
  readonly clock: StoreClock;
}

export interface StoreOptions {
  /** Told of every record that had to be left out because it cannot be read. */
  readonly onUnreadable?: (error: unknown) => void;
  readonly watchTiming?: WatchListTiming;
  /** How long a due run is left to the worker that took it, in ms. */
  readonly dueHoldMs?: number;
}

const clock = readScript(clockLua);

/** Builds the store on one connection; two stores on two connections see the same records. */
export function makeStore(access: Access, options: StoreOptions = {}): Store {
  return {
    runs: makeRunStore(access, options.onUnreadable),
    audit: makeAuditLog(access),
    locks: makeSubjectLocks(access),
    quotas: makeQuotaLines(access),
    watches: makeWatchList(access, options.watchTiming),
    due: makeDueList(access, options.dueHoldMs),
    rounds: makeRounds(access),
    schedules: makeSchedules(access, options.onUnreadable, options.dueHoldMs),
    budget: makeBudget(access),
    outbox: makeOutbox(access, options.onUnreadable),
    violations: makeViolations(access, options.onUnreadable),
    clock: () => operate(access, async (call) => Number(await call(clock))),
  };
}
