import type { AuditEvent } from './audit.ts';
import type { Place } from './aws.ts';
import type { Exemption } from './exemption.ts';

/** One write: what the exemption is from now on, with its audit lines. */
export interface ExemptionChange {
  readonly exemption: Exemption;
  readonly audit: readonly AuditEvent[];
}

export interface ExemptionQuery {
  readonly environment?: string | undefined;
  readonly account?: string | undefined;
  /** Also those that ended at or after this moment. Absent: only those nobody has ended. */
  readonly endedSince?: number | undefined;
  /** Those that ended first, then by their begin, at most this many. */
  readonly limit: number;
}

/** Exemptions by the run that granted them. None is ever deleted: reports read them years later. */
export interface Exemptions {
  get(id: string): Promise<Exemption | undefined>;
  /**
   * Loads, lets `decide` work on the newest record by Redis's clock, and writes only if nobody wrote in between; otherwise
   * again. `decide` must be pure; it may throw to refuse, or return undefined to leave things as they are.
   * @returns the exemption as it is then
   */
  change(
    id: string,
    decide: (found: Exemption | undefined, now: number) => ExemptionChange | undefined,
  ): Promise<Exemption | undefined>;
  /** Those of an account and Region that nobody has ended; ask each whether it is still in force. */
  at(place: Place): Promise<readonly Exemption[]>;
  list(query: ExemptionQuery): Promise<readonly Exemption[]>;
  /** Those that began, ended or ran out since violations were held against them. */
  due(limit: number): Promise<readonly Exemption[]>;
  /** Violations were held against this one as it was given: nothing more to do until it runs out. */
  settled(exemption: Exemption): Promise<void>;
}
