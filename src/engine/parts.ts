import type { ConnectionOptions } from 'bullmq';
import type { Recheck } from '../approvals/recheck.ts';
import type { Aws } from '../core/aws.ts';
import type { EventQueue } from '../core/aws-inventory.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { Records } from '../core/command.ts';
import type { ConfigViews } from '../core/config-view.ts';
import type { Digests } from '../core/digests.ts';
import type { Exemptions } from '../core/exemptions.ts';
import type { Heard } from '../core/heard.ts';
import type { Json } from '../core/json.ts';
import type { LogWatch } from '../core/log-watch.ts';
import type { Rounds } from '../core/rounds.ts';
import type { Run } from '../core/run.ts';
import type { Schedules } from '../core/schedule.ts';
import type { Settings } from '../core/settings.ts';
import type {
  AuditLog,
  Change,
  DueList,
  QuotaLines,
  RunStore,
  StoreClock,
  SubjectLocks,
  WatchList,
} from '../core/store.ts';
import type { Violations } from '../core/violations.ts';

/** Where events come from, and who counts what became of them. */
export interface EventSource {
  readonly queue: EventQueue;
  /** @param seconds from the event to the end of what it called for */
  readonly observe: (type: string, outcome: Heeded | 'double', seconds: number) => void;
}

/**
 * What became of an event. `later`: it has to come again; everything else is settled. `nothing`: nobody wanted it, or a
 * round has seen to it since.
 */
export type Heeded = 'looked' | 'woken' | 'nothing' | 'unknown_place' | 'strange' | 'refused' | 'later';

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
  /** First pause before another look for what an event told of and AWS does not show yet; each is twice the one before. */
  readonly missingMs: number;
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
  missingMs: 1_000,
};

/** The ports of the store the engine uses, on a patient connection: they wait for Redis instead of giving up. */
export interface EngineStore {
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
  readonly violations: Violations;
  readonly exemptions: Exemptions;
  readonly digests: Digests;
  readonly clock: StoreClock;
  readonly bornAt: StoreClock;
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
  /** Why a vote on record is none that Assay wrote; undefined when it is. */
  readonly sealFault: Records['sealFault'];
  /** Expiry and reminders of a run that waits for people. Pure. */
  tickWaiting(run: Run, now: number): Change | undefined;
  /** What was changed on AWS for a run since this was last asked, a call each; the audit log names them. */
  writesOf(runId: string): readonly string[];
  readonly log: EngineLog;
  /** Absent: nothing is heard, only looked at. */
  readonly events?: EventSource | undefined;
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
