/** One look that comes round again and again, held by one process until then. */
export interface HeldRound {
  readonly round: string;
  /** By the clock of Redis, in milliseconds; also tells this holder from a later one. */
  readonly until: number;
}

/** Why a round could not be made, since when, and when that was last seen. */
export interface RoundTrouble {
  readonly round: string;
  readonly since: number;
  readonly at: number;
  /** For people, one sentence. */
  readonly why: string;
}

/** Whose turn it is for what comes round again and again: one process at a time, by the clock of Redis. */
export interface Rounds {
  /** Hands out up to `limit` of these rounds that are due, each to one caller for `holdMs`. One never made is due. */
  take(rounds: readonly string[], limit: number, holdMs: number): Promise<readonly HeldRound[]>;
  /**
   * Ends a round: due again in so many ms, with or without trouble.
   * @returns false when somebody else has it by now; nothing is written then
   */
  end(held: HeldRound, inMs: number, trouble?: string): Promise<boolean>;
  /**
   * Makes rounds due now, but none through this more often than once in `gapMs`. One that is under way is made again when it
   * ends: it may have passed what has changed. One never made is due anyway.
   */
  wake(rounds: readonly string[], gapMs: number): Promise<void>;
  /** Trouble that was seen within the last day. */
  troubles(): Promise<readonly RoundTrouble[]>;
}
