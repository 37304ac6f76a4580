import type { Channel, Group, User } from './directory.ts';
import { type Json, withoutUndefined } from './json.ts';
import type { Message } from './message-store.ts';
import type { View } from './view-store.ts';
import type { World } from './world.ts';

export function messageJson(world: World, message: Message, options: { metadata: boolean }): Json {
  const isOurs = message.user === world.seed.app.botUserId;
  const isParent = world.messages.replies(message.channel, message.ts).length > 0;
  return withoutUndefined({
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: world.directory.users.get(message.user)?.teamId,
    bot_id: isOurs ? world.seed.app.botId : undefined,
    app_id: isOurs ? world.seed.app.id : undefined,
    blocks: message.blocks,
    thread_ts: message.threadTs ?? (isParent ? message.ts : undefined),
    reply_count: isParent ? world.messages.replies(message.channel, message.ts).length : undefined,
    edited: message.edited ? { user: message.user, ts: message.ts } : undefined,
    metadata: options.metadata ? message.metadata : undefined,
  });
}

export function viewJson(world: World, view: View, values?: Json): Json {
  const { source } = view;
  return {
    id: view.id,
    team_id: world.seed.team.id,
    app_id: world.seed.app.id,
    app_installed_team_id: world.seed.team.id,
    bot_id: world.seed.app.botId,
    type: view.type,
    callback_id: source['callback_id'] ?? '',
    external_id: source['external_id'] ?? '',
    private_metadata: source['private_metadata'] ?? '',
    title: source['title'] ?? { type: 'plain_text', text: 'View Title' },
    submit: source['submit'] ?? null,
    close: source['close'] ?? null,
    blocks: source.blocks,
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId ?? null,
    clear_on_close: source['clear_on_close'] ?? false,
    notify_on_close: source['notify_on_close'] ?? false,
    state: { values: values ?? {} },
  };
}

export function channelJson(world: World, channel: Channel): Json {
  const shared = world.directory.isExtShared(channel);
  const isMember = channel.members.has(world.seed.app.botUserId);
  if (channel.directWith !== undefined) {
    return { id: channel.id, is_im: true, user: channel.directWith, is_archived: false, is_open: true };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: channel.name === 'general',
    is_shared: shared,
    is_ext_shared: shared,
    is_org_shared: false,
    is_member: isMember,
    context_team_id: world.seed.team.id,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.size,
  };
}

export function userJson(world: World, user: User, options: { email: boolean; locale: boolean }): Json {
  const outsider = world.directory.isOutsider(user);
  return withoutUndefined({
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.isDeleted,
    real_name: user.realName,
    color: user.avatarColor.slice(1),
    tz: 'Europe/Berlin',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    profile: withoutUndefined({
      real_name: user.realName,
      display_name: user.name,
      team: user.teamId,
      email: options.email && !outsider ? user.email : undefined,
    }),
    is_admin: false,
    is_owner: false,
    is_restricted: user.isGuest,
    is_ultra_restricted: false,
    is_bot: user.isBot,
    is_app_user: false,
    // Absent for a partner with whom a channel is shared, as in Slack: it does not tell outsiders from members.
    is_stranger: world.directory.isStranger(user) ? true : undefined,
    updated: user.updated,
    locale: options.locale && !outsider ? user.locale : undefined,
  });
}

export function groupJson(world: World, group: Group, options: { users: boolean }): Json {
  return withoutUndefined({
    id: group.id,
    team_id: world.seed.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    handle: group.handle,
    description: '',
    date_create: 1_700_000_000,
    date_update: group.updated,
    date_delete: group.isDisabled ? group.updated : 0,
    user_count: group.members.length,
    users: options.users ? group.members : undefined,
  });
}
