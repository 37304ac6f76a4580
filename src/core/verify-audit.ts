import { createHash } from 'node:crypto';
import type { AuditEnds, AuditEntry, AuditLine, ChainTail } from './audit.ts';
import { digestOf } from './json.ts';

export const chainStart: ChainTail = { sequence: 0, hash: '0'.repeat(64) };

/** A line that is wrong or missing, with a clause that says how. */
export interface ChainBreak {
  readonly sequence: number;
  readonly why: string;
}

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

type Standing = Pick<AuditLine, 'sequence' | 'entry'>;

function faultsOf({ sequence, entry }: Standing, tail: ChainTail): readonly ChainBreak[] {
  const expected = tail.sequence + 1;
  if (sequence < expected) return [{ sequence, why: `line ${sequence} stands where ${expected} belongs` }];
  const isNext = sequence === expected;
  const gap = isNext ? [] : [{ sequence: expected, why: `line ${expected} is missing; line ${sequence} follows` }];
  const wrong = (why: string): readonly ChainBreak[] => [...gap, { sequence, why: `line ${sequence} ${why}` }];
  if (!entry) return wrong('cannot be read');
  if (isNext && tail.hash !== '' && entry.previous !== tail.hash)
    return wrong(`does not continue line ${sequence - 1}`);
  return entry.hash === hashOf(entry) ? gap : wrong('was changed after it was written');
}

/**
 * Follows the chain over lines as they stand, oldest first, also over its breaks: what comes after one is held against it as
 * it is. Give the tail of one page to the next.
 */
export function followChain(
  lines: Iterable<Standing>,
  after: ChainTail = chainStart,
): { readonly breaks: readonly ChainBreak[]; readonly tail: ChainTail } {
  const breaks: ChainBreak[] = [];
  let tail = after;
  for (const line of lines) {
    breaks.push(...faultsOf(line, tail));
    // The hash of a line that cannot be read is not known: nothing can be said of what should continue it.
    if (line.sequence > tail.sequence) tail = { sequence: line.sequence, hash: line.entry?.hash ?? '' };
  }
  return { breaks, tail };
}

/** What the end of the log tells by itself: lines cut off without the count beside them being mended, or the other way round. */
export function breaksAtEnd({ last, counted }: AuditEnds): readonly ChainBreak[] {
  const end = last?.sequence ?? 0;
  const next = end + 1;
  if (counted.sequence > end)
    return [{ sequence: next, why: `line ${next} is missing; the log has counted to ${counted.sequence}` }];
  if (counted.sequence < end)
    return [{ sequence: counted.sequence + 1, why: `line ${counted.sequence + 1} was never counted` }];
  if (last && last.hash !== counted.hash)
    return [{ sequence: end, why: `line ${end} is not the one that was counted` }];
  return [];
}
