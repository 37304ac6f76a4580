import type { AuditEvent } from './audit.ts';
import type { Place } from './aws.ts';
import type { Notice } from './store.ts';
import type { Bulletin, BulletinState, Severity, Violation } from './violation.ts';

/** What a sweep could see of one account and Region, and when. */
export interface Coverage {
  readonly place: Place;
  /** End of the last look that saw everything, by the clock of Redis. */
  readonly at: number;
  readonly instances: number;
  readonly launchers: number;
  /** Things whose AMI could not be judged then: they count neither as clean nor as violations. */
  readonly unjudged: number;
  /** Why not, of one of them. */
  readonly why?: string | undefined;
}

/** Open violations of a place as they were read, with what tells whether they were written since. */
export interface OpenAt {
  readonly version: string;
  readonly violations: readonly Violation[];
}

export interface ViolationQuery {
  readonly environment?: string | undefined;
  readonly account?: string | undefined;
  /** Id of a subject or an AMI, or its name. */
  readonly about?: string | undefined;
  /** Also those that ended at or after this moment. Absent: open ones only. */
  readonly endedSince?: number | undefined;
  /** Oldest first, at most this many. */
  readonly limit: number;
}

/** How things stand now. */
export interface Glance {
  /** Open violations by environment: those of each severity that nothing silences, and those that an exemption does. */
  readonly open: ReadonlyMap<string, Readonly<Record<Severity | 'exempted', number>>>;
  readonly coverage: readonly Coverage[];
}

/** Violations, the messages that tell of them, and what the sweeps saw. Every write is one Lua call. */
export interface Violations {
  openAt(place: Place): Promise<OpenAt>;
  /**
   * Writes new, changed and ended violations of one place, with their audit lines; what was told of one that ended is shown
   * anew. At most a few hundred at a time: the server does nothing else meanwhile.
   * @returns the version to go on with; undefined when somebody else wrote in between, then nothing was written
   */
  write(
    place: Place,
    version: string,
    changed: readonly Violation[],
    audit: readonly AuditEvent[],
  ): Promise<string | undefined>;
  /** Violations nobody was told of, the oldest first. */
  untold(limit: number): Promise<readonly Violation[]>;
  /**
   * Stores a message and marks its violations as told by it, by group; those told or ended meanwhile are left out of the
   * counts. Once for each id of a bulletin.
   * @param groups ids of violations, by group
   * @param thread said under it
   */
  tell(bulletin: Bulletin, groups: readonly (readonly string[])[], thread: readonly Notice[]): Promise<void>;
  bulletin(id: string): Promise<BulletinState | undefined>;
  /** Messages with open violations, the oldest first. */
  openBulletins(limit: number): Promise<readonly BulletinState[]>;
  /**
   * Says in the thread of a message that some are still open.
   * @param last `remindedAt` as it was read: when somebody else has said it since, or none is open any more, nothing is done
   */
  remind(bulletin: string, last: number | undefined, at: number, notice: Notice): Promise<void>;
  /** Notes what was asked for, by group; the message is shown anew where that is news. */
  ask(bulletin: string, asked: BulletinState['asked']): Promise<void>;
  list(query: ViolationQuery): Promise<readonly Violation[]>;
  /**
   * As they stand when each page is read, in pages of some hundreds; which ones is decided at the start, so that none is
   * missed or read twice, whatever ends meanwhile.
   */
  history(query: Omit<ViolationQuery, 'limit'>): AsyncIterable<readonly Violation[]>;
  /** Counts and what the sweeps saw, with one read however many violations there are. */
  glance(environments: readonly string[]): Promise<Glance>;
  get(id: string): Promise<Violation | undefined>;
  cover(coverage: Coverage): Promise<void>;
  coverage(): Promise<readonly Coverage[]>;
}
