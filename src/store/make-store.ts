import type { ConfigViews } from '../core/config-view.ts';
import type { Digests } from '../core/digests.ts';
import type { Exemptions } from '../core/exemptions.ts';
import type { Heard } from '../core/heard.ts';
import type { LogWatch } from '../core/log-watch.ts';
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
import { makeConfigViews } from './config-views.ts';
import { makeDigests } from './digests.ts';
import { makeDueList } from './due-list.ts';
import { makeExemptions } from './exemptions.ts';
import { makeHeard } from './heard.ts';
import { makeLogWatch } from './log-watch.ts';
import { bornLua, clockLua, readBornLua } from './lua/lists.ts';
import { makeOutbox } from './outbox.ts';
import { makeQuotaLines } from './quota-lines.ts';
import { makeRounds } from './rounds.ts';
import { makeRunStore } from './run-store.ts';
import { makeSchedules } from './schedules.ts';
import { readScript, writeScript } from './script.ts';
import { makeSubjectLocks } from './subject-locks.ts';
import { makeViolations } from './violations.ts';
import { makeWatchList, type WatchListTiming } from './watch-list.ts';

/** Every port of the store over one connection. */
export interface Store {
  readonly runs: RunStore;
  readonly audit: AuditLog;
  readonly logWatch: LogWatch;
  readonly locks: SubjectLocks;
  readonly quotas: QuotaLines;
  readonly watches: WatchList;
  readonly due: DueList;
  readonly rounds: Rounds;
  readonly heard: Heard;
  readonly configViews: ConfigViews;
  readonly schedules: Schedules;
  readonly budget: Budget;
  readonly outbox: Outbox;
  readonly violations: Violations;
  readonly exemptions: Exemptions;
  readonly digests: Digests;
  readonly clock: StoreClock;
  /** When the first of all calls of it came, by the same clock: the beginning of this store. */
  readonly bornAt: StoreClock;
}

export interface StoreOptions {
  /** Told of every record that had to be left out because it cannot be read. */
  readonly onUnreadable?: (error: unknown) => void;
  readonly watchTiming?: WatchListTiming;
  /** How long a due run is left to the worker that took it, in ms. */
  readonly dueHoldMs?: number;
}

const clock = readScript(clockLua);
const readBorn = readScript(readBornLua);
const born = writeScript(bornLua);

/** Builds the store on one connection; two stores on two connections see the same records. */
export function makeStore(access: Access, options: StoreOptions = {}): Store {
  return {
    runs: makeRunStore(access, options.onUnreadable),
    audit: makeAuditLog(access),
    logWatch: makeLogWatch(access),
    locks: makeSubjectLocks(access),
    quotas: makeQuotaLines(access),
    watches: makeWatchList(access, options.watchTiming, options.onUnreadable),
    due: makeDueList(access, options.dueHoldMs),
    rounds: makeRounds(access, options.onUnreadable),
    heard: makeHeard(access),
    configViews: makeConfigViews(access, options.onUnreadable),
    schedules: makeSchedules(access, options.onUnreadable, options.dueHoldMs),
    budget: makeBudget(access),
    outbox: makeOutbox(access, options.onUnreadable),
    violations: makeViolations(access, options.onUnreadable),
    exemptions: makeExemptions(access, options.onUnreadable),
    digests: makeDigests(access),
    clock: () => operate(access, async (call) => Number(await call(clock))),
    bornAt: () => operate(access, async (call) => Number((await call(readBorn)) ?? (await call(born)))),
  };
}
