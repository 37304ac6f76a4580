import type { AuditEntry, ChainTail } from '../../src/core/audit.ts';
import type { AuditLog } from '../../src/core/store.ts';
import { chainStart, followChain } from '../../src/core/verify-audit.ts';

/**
 * Lines of the log from a number on, oldest first.
 * @throws UnreadableRecord at a line that cannot be read
 */
export async function loggedIn(log: Pick<AuditLog, 'scan'>, from = 1, limit = 10_000): Promise<readonly AuditEntry[]> {
  const lines = await log.scan(from > 1 ? `${from - 1}-0` : '', limit);
  return lines.map((line) => {
    if (!line.entry) throw line.trouble;
    return line.entry;
  });
}

/** Whether the chain over lines is whole: where it ends, or the first line that is wrong. */
export function verifyAudit(entries: readonly AuditEntry[], after: ChainTail = chainStart) {
  const lines = entries.map((entry) => ({ sequence: entry.sequence, entry }));
  const { breaks, tail } = followChain(lines, after);
  const [first] = breaks;
  return first ? { ok: false as const, ...first } : { ok: true as const, tail };
}
