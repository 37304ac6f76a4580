import type { SlackChannel, SlackMessage } from '../../contract.ts';
import { getState, setState } from './store.ts';

export interface Unread {
  readonly count: number;
  /** How many of them name this person, or came directly: these get the red badge. */
  readonly mentions: number;
}

/** What this person has not seen in the channel. Ephemerals and their own lines never count, as in Slack. */
export function unreadIn(channel: SlackChannel, messages: readonly SlackMessage[]): Unread {
  const { me, lastRead, readFrom } = getState();
  const since = lastRead[`${me}/${channel.id}`] ?? readFrom;
  const fresh = messages.filter(
    (message) =>
      message.channel === channel.id &&
      Number(message.ts) > since &&
      message.user !== me &&
      message.ephemeralTo === undefined &&
      !message.deleted,
  );
  const forMe = (message: SlackMessage) =>
    channel.isDirect || JSON.stringify([message.text, message.blocks]).includes(`<@${me}`);
  return { count: fresh.length, mentions: fresh.filter(forMe).length };
}

/** The open channel is read up to its last message. */
export function markRead(): void {
  const { me, place, slack, lastRead } = getState();
  if (place?.kind !== 'channel' || !slack) return;
  const stamps = slack.messages.filter((message) => message.channel === place.id).map((message) => Number(message.ts));
  const newest = Math.max(0, ...stamps);
  const key = `${me}/${place.id}`;
  if (newest > (lastRead[key] ?? 0)) setState({ lastRead: { ...lastRead, [key]: newest } });
}
