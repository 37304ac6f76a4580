import type { WebClient } from '@slack/web-api';
import { refusalCode } from '../slack-failure.ts';

/** Where a message stands. */
export interface Place {
  readonly channel: string;
  readonly ts: string;
}

/** What to look for: a message of ours with this key in its metadata. */
export interface Sought {
  /** A channel id, or a person's id for their direct messages. */
  readonly channel: string;
  readonly threadTs?: string | undefined;
  readonly eventType: string;
  readonly key: string;
  /** Not this one: it is known, and can no longer be used. */
  readonly except?: string | undefined;
  /** Not older than this, milliseconds. */
  readonly since: number;
  /** Metadata can be written by any app: only our own messages count. */
  readonly botUserId: string;
}

const pages = 5;

interface Found {
  readonly ts?: string;
  readonly user?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: object };
}

/**
 * Looks whether a message was posted although its answer was lost. Slack has no idempotency key.
 * @returns its place; undefined when it is not there; `unknown` where the app may not read (no member of the channel)
 */
export async function findPosted(client: WebClient, sought: Sought): Promise<Place | undefined | 'unknown'> {
  const { threadTs, eventType, key, since, botUserId, except } = sought;
  const isOurs = ({ ts, user, metadata }: Found): boolean =>
    user === botUserId &&
    ts !== except &&
    metadata?.event_type === eventType &&
    (metadata.event_payload as { key?: unknown } | undefined)?.key === key;
  try {
    const channel = await channelOf(client, sought.channel);
    const oldest = String(Math.floor(since / 1000) - 300);
    let cursor: string | undefined;
    for (let page = 0; page < pages; page += 1) {
      const common = { channel, oldest, limit: 200, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
      const answer = threadTs
        ? await client.conversations.replies({ ...common, ts: threadTs })
        : await client.conversations.history(common);
      const found = ((answer.messages ?? []) as readonly Found[]).find(isOurs);
      if (found?.ts) return { channel, ts: found.ts };
      cursor = answer.response_metadata?.next_cursor || undefined;
      if (!cursor) return undefined;
    }
    return 'unknown';
  } catch (error) {
    if (refusalCode(error) === 'thread_not_found') return undefined;
    if (refusalCode(error) !== undefined) return 'unknown';
    throw error;
  }
}

/** A person's direct messages have an id of their own; history does not know the person's. */
async function channelOf(client: WebClient, id: string): Promise<string> {
  if (!/^[UW]/.test(id)) return id;
  const { channel } = await client.conversations.open({ users: id });
  return channel?.id ?? id;
}
