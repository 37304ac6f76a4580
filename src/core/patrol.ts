import type { AwsReader, Place } from './aws.ts';
import type { QueuedEvent } from './aws-inventory.ts';
import type { Records } from './command.ts';
import type { ConfigViews } from './config-view.ts';
import type { Exemptions } from './exemptions.ts';
import type { IamNeed } from './iam.ts';
import type { Json } from './json.ts';
import type { LogWatch, ProcessLog } from './log-watch.ts';
import type { Settings } from './settings.ts';
import type { AuditLog } from './store.ts';
import type { Violations } from './violations.ts';

/** A run that a look at AWS asks for: nobody typed a command for it. */
export interface PatrolRun {
  /** Makes it once, for ever: the id of what was seen, such as a build's ARN. Two patrols never share keys. */
  readonly requestKey: string;
  /** A job under `src/jobs/`. */
  readonly job: string;
  /** What its job's schema takes; it is all there is, since no command stands behind it. */
  readonly plan: Json;
  /** Where its card stands, unless approvers have to see it first. */
  readonly channel: string;
  /** Slack id of the person it is done for: they are mentioned, and may not approve it. Absent: Assay itself. */
  readonly requester?: string | undefined;
}

/** What a patrol may use. */
export interface PatrolContext {
  /** Reader role only. */
  readonly aws: AwsReader;
  readonly settings: Settings;
  /** By the clock of Redis. */
  readonly now: Date;
  /** When this store began: what was made at AWS before may have been recorded in one that was lost. */
  readonly bornAt: Date;
  readonly violations: Violations;
  readonly configViews: ConfigViews;
  readonly exemptions: Pick<Exemptions, 'at'>;
  readonly records: Pick<Records, 'run' | 'runs' | 'sealFault'>;
  readonly audit: Pick<AuditLog, 'scan' | 'ends' | 'hashes'>;
  readonly logWatch: LogWatch;
  readonly log: ProcessLog;
  /** Has a round made at once, at most every ten seconds: `chore tell`, or this patrol at a place. */
  readonly hurry: (round: string) => Promise<void>;
}

/** Where an event makes a patrol look. */
export interface Sight {
  readonly place: Place;
  /** At these things, now; absent: at everything there, by a round that is made early. */
  readonly only?: readonly string[];
  /** They are there: AWS may tell of them some seconds before it shows them, and until then they are looked at again. */
  readonly isAlive?: boolean;
}

/**
 * Something to be looked for at AWS all the time, with no run waiting for it: a build that somebody else started, an AMI
 * that appeared. Every account and Region of the configuration is looked at in turn, by one process at a time.
 */
export interface Patrol {
  readonly name: string;
  readonly iam: readonly IamNeed[];
  /**
   * From the end of one look at a place to the next, in milliseconds; longer while AWS is busy. A number is never longer than
   * `polling.slowest`; what the configuration says is taken as it is.
   */
  readonly everyMs: number | ((settings: Settings) => number);
  /**
   * Looks once at one place. It keeps nothing: it may return the same runs at every look, and after a crash it will.
   * @throws BusyError or UserError aws_busy to be asked later; another UserError is logged and shown until a look works
   */
  look(place: Place, context: PatrolContext): Promise<readonly PatrolRun[]>;
  /**
   * Where an event of EventBridge makes it look before its time. Events are double, late, unordered and sometimes lost:
   * they say where to look, never what is there.
   * @throws ZodError when the event is not as AWS writes it
   */
  readonly hears?: (event: QueuedEvent, settings: Settings) => readonly Sight[];
  /**
   * Looks at some things at one place, at once; what is wrong with them is written when it returns.
   * @returns those that AWS does not show, or of which it could not be said what they are
   * @throws as `look`
   */
  readonly lookAt?: (place: Place, ids: readonly string[], context: PatrolContext) => Promise<readonly string[]>;
}

/** Declares a patrol; its file is found by being in `src/patrols/`. */
export const definePatrol = (patrol: Patrol): Patrol => patrol;
