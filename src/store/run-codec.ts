import { randomBytes } from 'node:crypto';
import type { AuditEvent } from '../core/audit.ts';
import { canonicalJson, digestOf } from '../core/json.ts';
import { isFinal, Run } from '../core/run.ts';
import type { Change, Notice } from '../core/store.ts';
import { demandName, UnreadableRecord } from '../core/unreadable-record.ts';

/**
 * @param id absent: of a run that was looked for in another way, `by` which it is named when it cannot be read
 * @throws UnreadableRecord, also where it is the record of another run
 */
function decode(by: string, record: string, id?: string): Run {
  try {
    const run = Run.parse(JSON.parse(record));
    if (id !== undefined) demandName(id, run.id);
    return run;
  } catch (error) {
    throw new UnreadableRecord(`run:${by}`, error);
  }
}

export const decodeRun = (id: string, record: string): Run => decode(id, record, id);
/** A run whose id is not known yet. @param by how it was looked for */
export const decodeFoundRun = (by: string, record: string): Run => decode(by, record);

/** @throws UnreadableRecord: what was decided on a version that is none could never be written */
export function demandVersion(key: string, version: string): void {
  if (!/^\d+$/.test(version)) throw new UnreadableRecord(key, new Error('its version is no number'));
}

/** One line as the scripts append it. `digest` is what the chain covers, together with number, date and predecessor. */
export const encodeEvent = (event: AuditEvent): { body: string; digest: string; about: readonly string[] } => ({
  body: canonicalJson(event),
  digest: digestOf(event),
  about: [...new Set([...event.about, ...(event.runId ? [event.runId] : [])])],
});

/** Dates in a message survive as text and come back in `decodeNotice`. */
export const encodeNotice = (notice: Notice) => ({
  key: notice.key,
  urgent: notice.urgent,
  body: JSON.stringify(notice),
});

/** Recognises one's own write when it is sent again after a lost reply. */
export const newWriteId = (): string => randomBytes(9).toString('base64url');

/** `before` is missing for a new run. */
export function encodeChange(change: Change, before: Run | undefined, now: number, writeId: string): [Run, string] {
  const card = change.card ?? true;
  // Parsed before it is written: a record that no load can read would stop its run for ever.
  const run = Run.parse(card ? { ...change.run, changedAt: now } : change.run);
  const final = isFinal(run.state);
  const write = {
    id: run.id,
    record: JSON.stringify(run),
    job: run.job,
    state: run.state,
    final,
    // People may take days; others may work on the subject meanwhile.
    unlocks: final || run.state === 'waiting' || run.asleepUntil !== undefined,
    parent: run.parent?.runId,
    awaitsChildren: change.awaitsChildren,
    subject: run.subject,
    requester: run.requester.userId,
    requestedAt: String(run.requestedAt),
    about: run.about,
    due: change.due === null ? 'never' : change.due?.toFixed(0),
    card,
    // Decisions and endings are shown before progress.
    urgent: before?.state !== run.state,
    audit: change.audit.map(encodeEvent),
    notices: (change.notices ?? []).map(encodeNotice),
    writeId,
  };
  return [run, JSON.stringify(write)];
}
