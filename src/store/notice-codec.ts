import { z } from 'zod';
import type { Notice } from '../core/store.ts';
import { UnreadableRecord } from '../core/unreadable-record.ts';
import { StoredMessage } from './stored-message.ts';

const StoredNotice = z.object({
  key: z.string(),
  runId: z.string(),
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('thread') }),
    z.object({ kind: z.literal('channel'), channel: z.string() }),
    z.object({ kind: z.literal('person'), userId: z.string() }),
  ]),
  message: StoredMessage,
  urgent: z.boolean(),
});

/** JSON made text of the dates in `{ kind: 'time', at }`. */
function reviveTime(this: unknown, key: string, value: unknown): unknown {
  const isTime = key === 'at' && (this as { kind?: unknown }).kind === 'time';
  return isTime && typeof value === 'string' ? new Date(value) : value;
}

/** @throws UnreadableRecord */
export function decodeNotice(body: string): Notice {
  try {
    return StoredNotice.parse(JSON.parse(body, reviveTime)) as Notice;
  } catch (error) {
    throw new UnreadableRecord('out:notices', error);
  }
}
