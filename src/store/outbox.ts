import { z } from 'zod';
import type { Outbox, OutboxItem, Posted } from '../core/store.ts';
import { type Access, operate } from './access.ts';
import {
  doneOutboxLua,
  failOutboxLua,
  failuresLua,
  laterOutboxLua,
  postedLua,
  savePostedLua,
  takeOutboxLua,
} from './lua/outbox.ts';
import { decodeNotice } from './notice-codec.ts';
import { readScript, writeScript } from './script.ts';
import { UnreadableRecord } from './unreadable-record.ts';

const take = writeScript(takeOutboxLua);
const done = writeScript(doneOutboxLua);
const later = writeScript(laterOutboxLua);
const fail = writeScript(failOutboxLua);
const posted = readScript(postedLua);
const savePosted = writeScript(savePostedLua);
const failures = readScript(failuresLua);

const StoredPosted = z.object({ channel: z.string(), ts: z.string(), shown: z.string() });

/** What the scripts know an item by: member, version and tries, which together are its fence. */
const fence = (item: OutboxItem): [string, string, number] =>
  item.kind === 'card'
    ? [`c ${item.runId}`, String(item.version), item.tries]
    : [`n ${item.notice.key}`, '', item.tries];

const runOf = (item: OutboxItem): string => (item.kind === 'card' ? item.runId : item.notice.runId);

function decodeItem(member: string, version: string, tries: number, waits: number, body: string): OutboxItem {
  return member.startsWith('c ')
    ? { kind: 'card', runId: member.slice(2), version: Number(version), tries, waits }
    : { kind: 'notice', notice: decodeNotice(body), tries, waits };
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
        const items: OutboxItem[] = [];
        for (let i = 0; i < flat.length; i += 5) {
          try {
            const [member = '', version = '', tries, waits, body = ''] = flat.slice(i, i + 5);
            items.push(decodeItem(member, version, Number(tries), Number(waits), body));
          } catch (error) {
            onUnreadable(error);
          }
        }
        return items;
      }),
    done: (item, problem = '') =>
      operate(access, async (call) => {
        await call(done, ...fence(item), runOf(item), problem);
      }),
    later: (item, waitMs, why, waited) =>
      operate(access, async (call) => {
        await call(later, ...fence(item), Math.round(waitMs), why, waited ?? '');
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
    failures: (runId) => operate(access, async (call) => (await call(failures, runId)) as string[]),
  };
}
