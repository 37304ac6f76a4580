import { type AuditEnds, AuditEntry, AuditEvent, type AuditLine } from '../core/audit.ts';
import type { AuditLog } from '../core/store.ts';
import { UnreadableRecord } from '../core/unreadable-record.ts';
import { chainStart } from '../core/verify-audit.ts';
import { type Access, operate } from './access.ts';
import { appendAuditLua, auditAboutLua, auditEndsLua, auditHashesLua, auditScanLua } from './lua/lists.ts';
import { encodeEvent, newWriteId } from './run-codec.ts';
import { readScript, writeScript } from './script.ts';

const appendEvents = writeScript(appendAuditLua);
const linesAbout = readScript(auditAboutLua);
const scanPage = readScript(auditScanLua);
const bothEnds = readScript(auditEndsLua);
const hashesAt = readScript(auditHashesLua);

/** Hashes asked for in one script: Redis does nothing else meanwhile. */
const mostHashes = 500;
/** Lines about one id at most, the newest ones. */
const mostAbout = 500;

type StreamLine = readonly [id: string, fields: readonly string[]];

function decodeLine([id, fields]: StreamLine): AuditEntry {
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

const decode = (lines: unknown): readonly AuditEntry[] => (lines as StreamLine[]).map(decodeLine);

function asItStands(line: StreamLine): AuditLine {
  const [id] = line;
  const sequence = Number.parseInt(id, 10);
  try {
    return { id, sequence, entry: decodeLine(line) };
  } catch (error) {
    return { id, sequence, trouble: error as Error };
  }
}

function endsFrom([first, at, last, hash, counted, next]: readonly string[]): AuditEnds {
  return {
    ...(first ? { first: { sequence: Number.parseInt(first, 10), at: Number(at) } } : {}),
    ...(last ? { last: { sequence: Number.parseInt(last, 10), hash: hash ?? '' } } : {}),
    counted: counted ? { sequence: Number(counted), hash: next ?? '' } : chainStart,
  };
}

/** The audit log on a Redis stream whose ids are our own numbers. Reading rejects with UnreadableRecord at a broken line. */
export function makeAuditLog(access: Access): AuditLog {
  return {
    append: (events) =>
      operate(access, async (call) => {
        if (events.length > 0) await call(appendEvents, JSON.stringify(events.map(encodeEvent)), newWriteId());
      }),
    scan: (after, limit) =>
      operate(access, async (call) => ((await call(scanPage, after, limit)) as StreamLine[]).map(asItStands)),
    ends: () => operate(access, async (call) => endsFrom((await call(bothEnds)) as string[])),
    hashes: (sequences) =>
      operate(access, async (call) => {
        const found: (string | undefined)[] = [];
        for (let from = 0; from < sequences.length; from += mostHashes) {
          const asked = sequences.slice(from, from + mostHashes);
          const hashes = (await call(hashesAt, ...asked)) as string[];
          found.push(...hashes.map((hash) => (hash === '' ? undefined : hash)));
        }
        return found;
      }),
    about: (id) => operate(access, async (call) => decode(await call(linesAbout, id, mostAbout))),
  };
}
