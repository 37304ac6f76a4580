import type { AuditEntry, ChainTail } from '../../src/core/audit.ts';
import { chainStart, hashOf } from '../../src/core/verify-audit.ts';
import type { RedisClient } from '../../src/store/connect.ts';

/** A line as the stream takes it; without fields that can be read it is garbled. */
type Written = readonly [id: string, fields: readonly string[]];

const asWritten = (id: string, { sequence: _, at, hash, previous, ...event }: AuditEntry): Written => [
  id,
  ['event', JSON.stringify(event), 'at', String(Date.parse(at)), 'previous', previous, 'hash', hash],
];
const asTheyWere = (lines: readonly AuditEntry[]): readonly Written[] =>
  lines.map((line) => asWritten(`${line.sequence}-0`, line));

/** What somebody who can write to Redis does to the audit log, past every script of ours, and at one blow. */
export function handsOnLog(redis: RedisClient, prefix: string) {
  const stream = `${prefix}audit`;
  const tail = `${stream}:tail`;

  /** @param counted what the next line will continue; absent: as it stands */
  async function write(lines: readonly Written[], counted?: ChainTail): Promise<void> {
    const all = redis.multi();
    all.del(stream);
    for (const [id, fields] of lines) all.xadd(stream, id, ...fields);
    if (counted?.sequence === 0) all.del(tail);
    else if (counted) all.hset(tail, 'sequence', String(counted.sequence), 'hash', counted.hash);
    await all.exec();
  }

  return {
    /** As if a backup had been put back. */
    restore: (lines: readonly AuditEntry[]) => write(asTheyWere(lines), lines.at(-1) ?? chainStart),
    change: (lines: readonly AuditEntry[], at: number, more: Partial<AuditEntry>) =>
      write(asTheyWere(lines.map((line) => (line.sequence === at ? { ...line, ...more } : line)))),
    garble: (lines: readonly AuditEntry[], at: number) =>
      write(
        asTheyWere(lines).map(([id, fields]): Written => [id, id === `${at}-0` ? ['event', '{', 'at', 'x'] : fields]),
      ),
    remove: (at: number) => redis.xdel(stream, `${at}-0`),
    /** A line between two others. */
    putBehind: (lines: readonly AuditEntry[], at: number) =>
      write(
        lines.flatMap((line) => [...asTheyWere([line]), ...(line.sequence === at ? [asWritten(`${at}-1`, line)] : [])]),
      ),
    /** Nothing but the first lines, counted or with the old count left beside them. */
    cut: (lines: readonly AuditEntry[], keep: number, how: 'counted' | 'not counted' = 'counted') => {
      const kept = lines.slice(0, keep);
      return write(asTheyWere(kept), how === 'counted' ? (kept.at(-1) ?? chainStart) : undefined);
    },
    /** Every line made anew from one on, with right hashes. */
    rewrite: (lines: readonly AuditEntry[], from: number, more: Partial<AuditEntry>) => {
      let last: ChainTail = lines[from - 2] ?? chainStart;
      const made = lines.slice(from - 1).map((line, index) => {
        const entry = { ...line, ...(index === 0 ? more : {}), previous: last.hash };
        last = { sequence: entry.sequence, hash: hashOf(entry) };
        return { ...entry, hash: last.hash };
      });
      return write(asTheyWere([...lines.slice(0, from - 1), ...made]), last);
    },
    empty: () => redis.del(stream, tail),
  };
}
