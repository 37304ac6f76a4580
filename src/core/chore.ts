import type { Settings } from './settings.ts';
import type { Violations } from './violations.ts';

/** What a chore may use. */
export interface ChoreContext {
  readonly settings: Settings;
  /** By the clock of Redis. */
  readonly now: Date;
  readonly violations: Violations;
}

/** Something that has to be seen to again and again, by one process at a time; it asks AWS nothing. */
export interface Chore {
  readonly name: string;
  /** From the end of one turn to the next, in milliseconds. */
  readonly everyMs: (settings: Settings) => number;
  /** May be repeated at any moment: after a crash it will be. */
  do(context: ChoreContext): Promise<void>;
}

/** Declares a chore; its file is found by being in `src/chores/`. */
export const defineChore = (chore: Chore): Chore => chore;
