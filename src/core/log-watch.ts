import type { ChainTail } from './audit.ts';
import type { Notice } from './store.ts';
import { type ChainBreak, chainStart } from './verify-audit.ts';

/** A line that somebody outside of Redis knows: while it stands there unchanged, so does everything before it. */
export interface LogAnchor extends ChainTail {
  /** The line's hash, or how it begins; hex. */
  readonly hash: string;
  /** When it was noted, milliseconds. */
  readonly at: number;
  /** By whom, for people: "the approval of ami-… for production, in AWS". */
  readonly heldBy: string;
}

/**
 * What became of lines that are anchored. `anew`: the log began after all of these were noted. `ended`: it ends before them.
 * `rewritten`: other lines stand there.
 */
export type LostHow = 'anew' | 'ended' | 'rewritten';

/** What was told of the audit log and is still so. */
export interface LogState {
  /** Where the chain is broken. */
  readonly breaks: readonly ChainBreak[];
  /** Anchors that do not fit the log, some of them. */
  readonly lost: readonly LogAnchor[];
  readonly how?: LostHow | undefined;
  /** When lost anchors, or their return, were told of last, milliseconds: what was noted before belongs to what was said then. */
  readonly toldAt: number;
}

/** What the workers have told of the audit log. */
export interface LogWatch {
  /** @returns with what has to be given back to `told`; a record that cannot be read counts as none */
  state(): Promise<{ readonly state: LogState; readonly version: string }>;
  /**
   * One write: what is known now, and the message about it.
   * @returns false when somebody else has told something since; nothing is written then
   */
  told(version: string, state: LogState, said: Notice | undefined): Promise<boolean>;
}

/** What one process knows of the audit log for itself, so that nobody who writes to Redis can change it. */
export interface LogMemory {
  /** The last line it has seen. */
  seen?: LogAnchor | undefined;
  /** New lines are checked up to here. */
  checked: ChainTail;
  /** The lines before are being read once more, up to here. */
  again: ChainTail;
  /** Written to the process's log last. */
  said?: string | undefined;
}

/** Of a process that has seen nothing yet. */
export const emptyMemory = (): LogMemory => ({ checked: chainStart, again: chainStart });

/** What a part of the process writes to its log. */
export interface ProcessLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
