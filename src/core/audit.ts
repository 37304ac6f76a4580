import { z } from 'zod';
import { reasonCodes } from './outcome.ts';

/** One line of the audit log as it is written: who did what to which run, and how it came out. */
export const AuditEvent = z.object({
  /** "requested", "vote", "decision", "aws", "refused", "state" … */
  action: z.string(),
  /** Slack user id, or "assay" for the clock. */
  actor: z.string(),
  runId: z.string().optional(),
  /** AWS ids it is about. */
  about: z.array(z.string()),
  outcome: z.enum(reasonCodes),
  details: z.record(z.string(), z.json()),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** The line as it stands in the log: numbered, dated by Redis, chained by SHA-256 to the line before. */
export const AuditEntry = AuditEvent.extend({
  sequence: z.int(),
  at: z.string(),
  /** SHA-256, hex, of `previous:sequence:milliseconds:sha256(canonical JSON of the event)`. */
  hash: z.string(),
  previous: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** A line as it stands in Redis, whoever put it there. */
export type AuditLine = {
  /** The stream's own id, `17-0` for line 17: where reading goes on behind it. */
  readonly id: string;
  readonly sequence: number;
} & ({ readonly entry: AuditEntry } | { readonly entry?: undefined; readonly trouble: Error });

/** A line by its number and hash: whoever holds both knows later whether the log before it is still the same. */
export interface ChainTail {
  readonly sequence: number;
  /** SHA-256, hex. */
  readonly hash: string;
}

/** Where the log begins and ends, at one moment. */
export interface AuditEnds {
  /** Absent: there is no line. */
  readonly first?: { readonly sequence: number; readonly at: number } | undefined;
  readonly last?: ChainTail | undefined;
  /** What the next line will continue; the log keeps it beside the lines. */
  readonly counted: ChainTail;
}
