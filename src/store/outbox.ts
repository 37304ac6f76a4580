import { z } from 'zod';
import { Moment } from '../core/moment.ts';
import type { Outbox, OutboxItem, Posted, Unshown } from '../core/store.ts';
import { UnreadableRecord } from '../core/unreadable-record.ts';
import { type Access, operate } from './access.ts';
import {
  doneOutboxLua,
  failOutboxLua,
  failuresLua,
  laterOutboxLua,
  postedLua,
  savePostedLua,
  takeOutboxLua,
  troublesLua,
} from './lua/outbox.ts';
import { decodeNotice } from './notice-codec.ts';
import { readable } from './readable.ts';
import { demandVersion } from './run-codec.ts';
import { readScript, writeScript } from './script.ts';

const take = writeScript(takeOutboxLua);
const done = writeScript(doneOutboxLua);
const later = writeScript(laterOutboxLua);
const fail = writeScript(failOutboxLua);
const posted = readScript(postedLua);
const savePosted = writeScript(savePostedLua);
const failures = readScript(failuresLua);
const troubles = readScript(troublesLua);

const StoredPosted = z.object({ channel: z.string(), ts: z.string(), shown: z.string() });

/** What the scripts know an item by: member, version and tries, which together are its fence. */
const fence = (item: OutboxItem): [string, string, number] =>
  item.kind === 'card'
    ? [`c ${item.runId}`, String(item.version), item.tries]
    : [`n ${item.notice.key}`, '', item.tries];

const runOf = (item: OutboxItem): string => (item.kind === 'card' ? item.runId : item.notice.runId);

/** @throws UnreadableRecord */
function decodeItem(member: string, version: string, tries: number, waits: number, body: string): OutboxItem {
  if (member.startsWith('c ')) demandVersion(`run:${member.slice(2)}`, version);
  return member.startsWith('c ')
    ? { kind: 'card', runId: member.slice(2), version: Number(version), tries, waits }
    : { kind: 'notice', notice: decodeNotice(body), tries, waits };
}

const StoredTrouble = z.object({
  run: z.string(),
  why: z.string(),
  since: z.coerce.number().pipe(Moment),
  given: z.boolean(),
});

function decodeUnshown(member: string, body: string): Unshown {
  try {
    const { run, why, since, given } = StoredTrouble.parse(JSON.parse(body));
    return {
      what: member.startsWith('c ') ? 'card' : 'notice',
      runId: run,
      why,
      since,
      isGivenUp: given,
    };
  } catch (error) {
    throw new UnreadableRecord(`out:troubles ${member}`, error);
  }
}

function decodePosted(runId: string, body: string): Posted {
  try {
    return StoredPosted.parse(JSON.parse(body));
  } catch (error) {
    throw new UnreadableRecord(`posted:${runId}`, error);
  }
}

/**
 * Outgoing messages. A card stands in it once per run, however often the run changes; a notice once for ever (90 days).
 * @param onUnreadable told of notices that cannot be read; they come again after their lease
 */
export function makeOutbox(access: Access, onUnreadable: (error: unknown) => void = () => {}): Outbox {
  return {
    take: (limit, leaseMs) =>
      operate(access, async (call) => {
        const flat = (await call(take, limit, leaseMs)) as string[];
        return readable(flat.length / 5, onUnreadable, (i) => {
          const [member = '', version = '', tries, waits, body = ''] = flat.slice(i * 5, i * 5 + 5);
          return decodeItem(member, version, Number(tries), Number(waits), body);
        });
      }),
    done: (item, problem = '') =>
      operate(access, async (call) => {
        await call(done, ...fence(item), runOf(item), problem);
      }),
    later: (item, waitMs, why, waited) =>
      operate(access, async (call) => {
        await call(later, ...fence(item), Math.round(waitMs), why, waited ?? '', runOf(item));
      }),
    fail: (item, why) =>
      operate(access, async (call) => {
        await call(fail, ...fence(item), runOf(item), why);
      }),
    posted: (runId) =>
      operate(access, async (call) => {
        const body = (await call(posted, runId)) as string | null;
        return body ? decodePosted(runId, body) : undefined;
      }),
    savePosted: (runId, value) =>
      operate(access, async (call) => {
        await call(savePosted, runId, JSON.stringify(value));
      }),
    unshown: () =>
      operate(access, async (call) => {
        const flat = (await call(troubles)) as string[];
        const all = readable(flat.length / 2, onUnreadable, (i) =>
          decodeUnshown(flat[i * 2] ?? '', flat[i * 2 + 1] ?? ''),
        );
        return all.toSorted((one, other) => one.since - other.since);
      }),
    failures: (runId) => operate(access, async (call) => (await call(failures, runId)) as string[]),
  };
}
