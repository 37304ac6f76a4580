import type { Notice } from './store.ts';

/** What was said of an environment last, or would have been, had there been anything to say. */
export interface DigestMark {
  /** The day it was due, where its time zone is: `2026-11-25`. */
  readonly day: string;
  /** By the clock of Redis, in milliseconds: what happened since is news in the next one. */
  readonly at: number;
  /** What could not be seen then, in one word. */
  readonly unseen: string;
}

/** Which digests were made. */
export interface Digests {
  last(environment: string): Promise<DigestMark | undefined>;
  /**
   * One write: the digest of a day is made, and says something or nothing.
   * @param before as it was read; when somebody else has made one since, nothing is written
   */
  made(environment: string, before: DigestMark | undefined, mark: DigestMark, said: Notice | undefined): Promise<void>;
}
