import type { Vote } from '../core/run.ts';

/** Votes as they are now, and why some of them count no more. */
export interface VoidedVotes {
  readonly votes: readonly Vote[];
  readonly why: string;
}

/** Why a job's turn ended without an ending of its run. */
export type InterruptionKind =
  /** waits for AWS */
  | 'parked'
  /** waits for its children */
  | 'parent'
  /** rests until a moment */
  | 'asleep'
  /** another worker has the run: nothing may be written any more */
  | 'fenced'
  /** this worker stops: another goes on */
  | 'stopping'
  /** somebody asked for it */
  | 'cancelled'
  /** a voter lost the right to vote */
  | 'voided'
  /** the store failed; the run is as it was last written */
  | 'store';

/**
 * Unwinds a job's function. The engine remembers the first one, so a job that catches it changes nothing: everything it
 * asks of its context afterwards throws the same again.
 */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly kind: InterruptionKind;
  readonly voided: VoidedVotes | undefined;
  /** Of `asleep`: milliseconds since 1970. */
  readonly until: number | undefined;
  /** Of `asleep`: what is done by then, for people. */
  readonly soFar: string | undefined;

  constructor(
    kind: InterruptionKind,
    more: { cause?: unknown; voided?: VoidedVotes; until?: number; soFar?: string | undefined } = {},
  ) {
    super(`the run is ${kind}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.voided = more.voided;
    this.until = more.until;
    this.soFar = more.soFar;
  }
}
