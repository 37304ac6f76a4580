import type { Channel } from './directory.ts';
import type { MethodCall } from './method.ts';
import { SlackRefusal } from './slack-refusal.ts';

/** Scopes exist once per kind of conversation: "channels:read", "groups:read", "im:read". */
export function scopeFor(channel: Channel, verb: 'read' | 'history' | 'write'): string {
  if (channel.directWith !== undefined) return `im:${verb}`;
  return channel.isPrivate ? `groups:${verb}` : `channels:${verb}`;
}

/**
 * The channel, when the app may look into it. A private one it is not in does not exist for it.
 * Throws `channel_not_found`, or `missing_scope`.
 */
export function readableChannel(call: MethodCall, id: string, verb: 'read' | 'history'): Channel {
  const channel = call.world.directory.channel(id);
  const hidden = channel.isPrivate || channel.directWith !== undefined;
  if (hidden && !channel.members.has(call.world.seed.app.botUserId)) throw new SlackRefusal('channel_not_found');
  requireScope(call, scopeFor(channel, verb));
  return channel;
}

/** Throws `missing_scope` with what was needed and what was there, as Slack does. */
export function requireScope(call: MethodCall, scope: string): void {
  if (call.caller.scopes.includes(scope)) return;
  throw new SlackRefusal('missing_scope', { needed: scope, provided: call.caller.scopes.join(',') });
}

/**
 * The channel, when the app may write into it. A person's id leads to their direct messages.
 * Throws `channel_not_found`, `not_in_channel`, `is_archived`.
 */
export function writableChannel(call: MethodCall, id: string): Channel {
  const { directory, seed } = call.world;
  const user = directory.users.get(id);
  if (user?.isDeleted === true) throw new SlackRefusal('user_disabled');
  if (user?.isBot === true) throw new SlackRefusal('cannot_dm_bot');
  const channel = user === undefined ? directory.channel(id) : directory.directChannel(user.id);
  if (!channel.members.has(seed.app.botUserId)) {
    if (channel.isPrivate) throw new SlackRefusal('channel_not_found');
    if (!call.caller.scopes.includes('chat:write.public')) throw new SlackRefusal('not_in_channel');
  }
  if (channel.isArchived) throw new SlackRefusal('is_archived');
  return channel;
}
