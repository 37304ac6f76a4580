import type { Records } from './command.ts';
import type { Digests } from './digests.ts';
import type { Exemptions } from './exemptions.ts';
import type { LogMemory, LogWatch, ProcessLog } from './log-watch.ts';
import type { Settings } from './settings.ts';
import type { AuditLog } from './store.ts';
import type { Violations } from './violations.ts';

/** What a chore may use. */
export interface ChoreContext {
  readonly settings: Settings;
  /** By the clock of Redis. */
  readonly now: Date;
  readonly violations: Violations;
  readonly exemptions: Exemptions;
  readonly records: Pick<Records, 'runs'>;
}

/** What every chore is given. */
export interface ChoreTools extends ChoreContext {
  readonly digests: Digests;
  /** Why rounds could not be made lately. */
  readonly troubles: Records['troubles'];
  readonly audit: Pick<AuditLog, 'scan' | 'ends' | 'hashes'>;
  readonly logWatch: LogWatch;
  /** Of this process, from one turn to the next. */
  readonly memory: LogMemory;
  readonly log: ProcessLog;
}

/** What summing up a day takes. */
export type DigestTools = Omit<ChoreTools, 'logWatch' | 'memory' | 'log'>;

/** Something that has to be seen to again and again, by one process at a time; it asks AWS nothing. */
export interface Chore {
  readonly name: string;
  /** From the end of one turn to the next, in milliseconds. */
  readonly everyMs: (settings: Settings) => number;
  /** May be repeated at any moment: after a crash it will be. */
  do(context: ChoreTools): Promise<void>;
}

/** Declares a chore; its file is found by being in `src/chores/`. */
export const defineChore = (chore: Chore): Chore => chore;
