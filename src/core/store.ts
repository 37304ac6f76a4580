import type { AuditEnds, AuditEntry, AuditEvent, AuditLine } from './audit.ts';
import type { Message } from './message.ts';
import type { QuotaShare } from './plan.ts';
import type { Run, RunQuery, Wait } from './run.ts';

/**
 * A one-off message besides the run's card. Its key makes it once: a second one with the same key is dropped for ever.
 * `thread` answers under the run's card.
 */
export interface Notice {
  readonly key: string;
  readonly runId: string;
  readonly to:
    | { readonly kind: 'thread' }
    | { readonly kind: 'channel'; readonly channel: string }
    | { readonly kind: 'person'; readonly userId: string };
  readonly message: Message;
  /** Decisions and endings go before reminders. */
  readonly urgent: boolean;
}

/** One arrow of the state machine: the next record, its audit lines, its messages, when to look at it again. */
export interface Change {
  readonly run: Run;
  readonly audit: readonly AuditEvent[];
  readonly notices?: readonly Notice[];
  /** When the sweeper must touch the run at the latest (ms). Absent keeps what is set; `null` takes it off the list. */
  readonly due?: number | null;
  /** Due at once when no child of the run is open (any more), whatever `due` says. */
  readonly awaitsChildren?: boolean;
  /** False when the card does not change (leases). Default true. */
  readonly card?: boolean;
}

/**
 * Runs, written by compare-and-set in one Lua call together with their audit lines and outgoing messages. Every method
 * rejects with UserError store_unreachable when Redis does not answer in time; an unknown outcome says so.
 */
export interface RunStore {
  /**
   * Stores a new run unless `requestKey` was seen before (a command delivered twice), then the first run is returned.
   * @param memory how long the key is remembered: a day suffices for deliveries; `ever` for what is seen again at AWS, or
   * may be asked for again after a long standstill. Runs are never thrown away either, and a key is smaller than one.
   * @param ask equal for equal requests of one person: remembered until `answered`, so that whoever was never answered and
   * asks again is told of the run there is. `instead` is one of these that came to no good: a new one may take its place.
   * @throws ParentEnded for a child of a run that has ended
   */
  create(
    requestKey: string,
    make: (now: number) => Change,
    memory?: 'day' | 'ever',
    ask?: { readonly key: string; readonly instead?: string | undefined },
  ): Promise<{ readonly run: Run; readonly created: boolean }>;
  /** The run that was made for this ask and whose requester does not know of it yet, for ten minutes. */
  unanswered(ask: string): Promise<Run | undefined>;
  /** Its requester has the answer. */
  answered(ask: string, runId: string): Promise<void>;
  get(id: string): Promise<Run | undefined>;
  /** Children stand only in lists about an AWS id; elsewhere their parent stands for them. */
  list(query: RunQuery): Promise<readonly Run[]>;
  /** The children of a run, in the order they were started. */
  children(id: string): Promise<readonly Run[]>;
  /**
   * Loads, lets `change` decide on the newest record by Redis's clock, and writes only if nobody wrote in between;
   * otherwise again. `change` must be pure; it may throw to refuse, or return undefined to leave things as they are.
   * @throws ParentEnded where it would begin an ended child again under a run that has ended
   */
  update(id: string, change: (run: Run, now: number) => Change | undefined): Promise<Run>;
}

/** The append-only log. State changes append through `RunStore`; refusals and AWS writes through `append`. */
export interface AuditLog {
  append(events: readonly AuditEvent[]): Promise<void>;
  /**
   * Everything that stands in the log, readable or not, oldest first: also what somebody put in between.
   * @param after id of the line behind which it begins; '' for the beginning
   */
  scan(after: string, limit: number): Promise<readonly AuditLine[]>;
  ends(): Promise<AuditEnds>;
  /** The hashes that stand at some lines; undefined where there is no such line. */
  hashes(sequences: readonly number[]): Promise<readonly (string | undefined)[]>;
  about(id: string): Promise<readonly AuditEntry[]>;
}

/** One lock per subject, held by a run from its start to its end, in the order they asked. */
export interface SubjectLocks {
  /** @returns the holder: this run when it got the lock */
  acquire(subject: string, runId: string): Promise<string>;
  /** @returns the run that is next, to be woken */
  release(subject: string, runId: string): Promise<string | undefined>;
  /** Frees locks whose holder is final or gone. @returns the runs that are next, to be woken */
  sweep(): Promise<readonly string[]>;
}

/** Lines before what AWS rations. A run keeps its place and its shares until it ends, sleeps, or waits for people. */
export interface QuotaLines {
  /** @returns true when the run has all of its shares */
  acquire(runId: string, shares: readonly QuotaShare[]): Promise<boolean>;
}

/** What is being waited for, per account and Region. */
export interface WatchList {
  add(runId: string, key: string, wait: Wait): Promise<void>;
  all(
    account: string,
    region: string,
  ): Promise<readonly { readonly runId: string; readonly key: string; readonly wait: Wait }[]>;
  remove(account: string, region: string, runId: string, key: string): Promise<void>;
  /** Places whose next look is due by Redis's clock; each is handed to one caller for a while. */
  duePlaces(limit: number): Promise<readonly { readonly account: string; readonly region: string }[]>;
  /** Look at a place again in so many ms; forgets the place when nothing is waited for. */
  schedule(account: string, region: string, inMs: number): Promise<void>;
}

/** Runs whose next touch is due; each is handed to one caller for a while. */
export interface DueList {
  take(limit: number): Promise<readonly string[]>;
  /** Puts back every run that is not final and fell off the list. @returns how many */
  reconcile(): Promise<number>;
}

/** Redis's clock, in milliseconds since 1970: the only one that dates and expires anything. */
export type StoreClock = () => Promise<number>;

/** Shared by every process: tokens per second for a key, such as an account, Region and API action. */
export interface Budget {
  /** @returns 0 when the call may go now, else the milliseconds to wait before asking again */
  take(key: string, rate: { readonly burst: number; readonly perSecond: number }): Promise<number>;
}

/** Where a run's card stands in Slack, and what it showed last. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
  /** Digest of what was rendered. */
  readonly shown: string;
}

/** Outgoing messages: cards that must be brought up to date, and notices that must go out once. */
export interface Outbox {
  /** Takes up to `limit` items for `leaseMs`: urgent first, then oldest. Nobody else gets them meanwhile. */
  take(limit: number, leaseMs: number): Promise<readonly OutboxItem[]>;
  /** Done; kept only when the run changed since it was taken. `problem`: it went out, but not as it should have. */
  done(item: OutboxItem, problem?: string): Promise<void>;
  /**
   * Tried again after `waitMs`; said again and again, it keeps the item for a sender that is still at it.
   * `waited`: nothing was tried, it only waited its turn. `held`: it is being tried. Else it is among the `unshown`.
   */
  later(item: OutboxItem, waitMs: number, why: string, waited?: 'waited' | 'held'): Promise<void>;
  /** Given up: kept for `/ami status`, with why. */
  fail(item: OutboxItem, why: string): Promise<void>;
  posted(runId: string): Promise<Posted | undefined>;
  savePosted(runId: string, posted: Posted): Promise<void>;
  /** What was tried and Slack does not show, oldest first; nothing that only waits its turn. */
  unshown(): Promise<readonly Unshown[]>;
  /** Why messages of a run could not be shown, newest last. */
  failures(runId: string): Promise<readonly string[]>;
}

/** A card or notice that Slack does not show, or not as things are now. */
export interface Unshown {
  readonly what: 'card' | 'notice';
  readonly runId: string;
  /** Of the last attempt, for people. */
  readonly why: string;
  /** First attempt that failed, milliseconds since 1970. */
  readonly since: number;
  /** It is not tried any more, until the run changes. */
  readonly isGivenUp: boolean;
}

interface Taken {
  /** How often this version was taken before, leases that ran out included: with it, what tells a late sender from the current one. */
  readonly tries: number;
  /** How many of these only waited. Where none but these were, and at version 1, no earlier attempt can have posted anything. */
  readonly waits: number;
}

/** `version` is 1 for a run's first card. */
export type OutboxItem = Taken &
  (
    | { readonly kind: 'card'; readonly runId: string; readonly version: number }
    | { readonly kind: 'notice'; readonly notice: Notice }
  );
