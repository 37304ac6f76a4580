import { createHash } from 'node:crypto';
import type { AuditEntry } from '../core/audit.ts';
import { digestOf } from '../core/json.ts';

/** Where a chain stands after a line: what the next one must continue. */
export interface ChainTail {
  readonly sequence: number;
  readonly hash: string;
}

export const chainStart: ChainTail = { sequence: 0, hash: '0'.repeat(64) };

export type ChainVerdict =
  | { readonly ok: true; readonly tail: ChainTail }
  /** `sequence` is the first line that is wrong or missing; everything before it is as it was written. */
  | { readonly ok: false; readonly sequence: number; readonly why: string };

/**
 * Hash of a line: SHA-256 over `previous:sequence:milliseconds:sha256(canonical JSON of the event)`. It covers who, what,
 * when and the place in the log. Redis computes it when the line is appended.
 */
export function hashOf(entry: AuditEntry): string {
  const { sequence, at, hash: _hash, previous, ...event } = entry;
  return createHash('sha256')
    .update(`${previous}:${sequence}:${Date.parse(at)}:${digestOf(event)}`)
    .digest('hex');
}

/**
 * Checks lines as they were read, oldest first. Give the tail of one page to the next; compare the last tail with one
 * noted elsewhere to notice a cut-off end, which no chain can show by itself.
 */
export function verifyAudit(entries: Iterable<AuditEntry>, after: ChainTail = chainStart): ChainVerdict {
  let tail = after;
  for (const entry of entries) {
    const expected = tail.sequence + 1;
    const broken = (sequence: number, why: string): ChainVerdict => ({ ok: false, sequence, why });
    if (entry.sequence > expected)
      return broken(expected, `line ${expected} is missing; line ${entry.sequence} follows`);
    if (entry.sequence < expected)
      return broken(entry.sequence, `line ${entry.sequence} stands where ${expected} belongs`);
    if (entry.previous !== tail.hash)
      return broken(expected, `line ${expected} does not continue line ${expected - 1}`);
    if (entry.hash !== hashOf(entry)) return broken(expected, `line ${expected} was changed after it was written`);
    tail = { sequence: entry.sequence, hash: entry.hash };
  }
  return { ok: true, tail };
}
