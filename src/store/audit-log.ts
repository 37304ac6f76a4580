import { AuditEntry, AuditEvent } from '../core/audit.ts';
import type { AuditLog } from '../core/store.ts';
import { type Access, operate } from './access.ts';
import { appendAuditLua, auditAboutLua, auditPageLua } from './lua/lists.ts';
import { encodeEvent, newWriteId } from './run-codec.ts';
import { readScript, writeScript } from './script.ts';
import { UnreadableRecord } from './unreadable-record.ts';

const appendEvents = writeScript(appendAuditLua);
const linesAbout = readScript(auditAboutLua);
const page = readScript(auditPageLua);

/** Lines about one id at most, the newest ones. */
const mostAbout = 500;

function decodeLine([id, fields]: readonly [string, readonly string[]]): AuditEntry {
  const sequence = Number.parseInt(id, 10);
  try {
    const named = Object.fromEntries(
      Array.from({ length: fields.length / 2 }, (_, i) => fields.slice(i * 2, i * 2 + 2)),
    );
    const event = AuditEvent.strict().parse(JSON.parse(named['event']));
    const at = new Date(Number(named['at'])).toISOString();
    return AuditEntry.parse({ ...event, sequence, at, hash: named['hash'], previous: named['previous'] });
  } catch (error) {
    throw new UnreadableRecord(`audit:${sequence}`, error);
  }
}

const decode = (lines: unknown): readonly AuditEntry[] => (lines as [string, string[]][]).map(decodeLine);

/** The audit log on a Redis stream whose ids are our own numbers. Reading rejects with UnreadableRecord at a broken line. */
export function makeAuditLog(access: Access): AuditLog {
  return {
    append: (events) =>
      operate(access, async (call) => {
        if (events.length > 0) await call(appendEvents, JSON.stringify(events.map(encodeEvent)), newWriteId());
      }),
    read: (from, limit) => operate(access, async (call) => decode(await call(page, Math.max(1, from), limit))),
    about: (id) => operate(access, async (call) => decode(await call(linesAbout, id, mostAbout))),
  };
}
