import type { ConnectionOptions } from 'bullmq';
import type { Recheck } from '../approvals/recheck.ts';
import type { Aws } from '../core/aws.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { Json } from '../core/json.ts';
import type { Rounds } from '../core/rounds.ts';
import type { Run } from '../core/run.ts';
import type { Schedules } from '../core/schedule.ts';
import type { Settings } from '../core/settings.ts';
import type { Change, DueList, QuotaLines, RunStore, StoreClock, SubjectLocks, WatchList } from '../core/store.ts';
import type { Violations } from '../core/violations.ts';

/** What the engine logs to; pino has this shape. Object first, constant message second. */
export interface EngineLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The plan of a run made again, as things are now. `differences` where somebody can say them better than by field. */
export interface Replanned {
  readonly plan: Json;
  readonly digest: string;
  readonly differences?: readonly string[];
}

/** All in milliseconds. */
export interface EngineTiming {
  /** A worker that shows no sign of life for so long has lost its run. */
  readonly leaseMs: number;
  /** BullMQ's lock and its check for stalled nudges: equal in every worker. */
  readonly lockMs: number;
  readonly stalledMs: number;
  /** How often each worker looks at the due list, and how often it sweeps. */
  readonly tickMs: number;
  readonly sweepMs: number;
  /** A parked run is looked at again after so long although nobody woke it. */
  readonly parkMs: number;
  /** First and longest pause while AWS is busy; first pause after a mistake of ours. */
  readonly busyMs: number;
  readonly busyMostMs: number;
  readonly mistakeMs: number;
  /** AWS may refuse to be asked about a target for so long before the wait fails. */
  readonly deniedMs: number;
  /** A patrol's look at one place is held by one process for so long, and given up a little earlier. */
  readonly patrolMs: number;
}

export const defaultTiming: EngineTiming = {
  leaseMs: 10_000,
  lockMs: 10_000,
  stalledMs: 2_500,
  tickMs: 1_000,
  sweepMs: 30_000,
  parkMs: 300_000,
  busyMs: 2_000,
  busyMostMs: 120_000,
  mistakeMs: 1_000,
  deniedMs: 30 * 60_000,
  patrolMs: 120_000,
};

/** The ports of the store the engine uses, on a patient connection: they wait for Redis instead of giving up. */
export interface EngineStore {
  readonly runs: RunStore;
  readonly locks: SubjectLocks;
  readonly quotas: QuotaLines;
  readonly watches: WatchList;
  readonly due: DueList;
  readonly rounds: Rounds;
  readonly schedules: Schedules;
  readonly violations: Violations;
  readonly clock: StoreClock;
}

export interface EngineParts {
  readonly store: EngineStore;
  readonly catalogue: Pick<Catalogue, 'jobs' | 'watches' | 'patrols' | 'chores'>;
  readonly aws: Aws;
  readonly settings: Settings;
  /** @throws UserError when it cannot be planned any more, BusyError when it cannot be told now */
  replan(run: Run): Promise<Replanned>;
  /** Whether the approval a run stands on still holds, every voter asked anew. Rejects rather than guesses. */
  recheck(run: Run): Promise<Recheck>;
  /** Expiry and reminders of a run that waits for people. Pure. */
  tickWaiting(run: Run, now: number): Change | undefined;
  /** What was changed on AWS for a run since this was last asked, a call each; the audit log names them. */
  writesOf(runId: string): readonly string[];
  readonly log: EngineLog;
  /** For BullMQ, which makes its own connections from it. */
  readonly connection: ConnectionOptions;
  /** The store's prefix: `{assay}:`. */
  readonly prefix: string;
  /** Fastest and slowest look at one account and Region. */
  readonly polling: { readonly minMs: number; readonly maxMs: number };
  /** Runs advanced at the same time by this process. Default 20. */
  readonly concurrency?: number;
  readonly timing?: Partial<EngineTiming>;
}
