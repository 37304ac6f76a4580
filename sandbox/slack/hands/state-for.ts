import type { SlackChannel, SlackMessage, SlackState, SlackUser, SlackView } from '../../contract.ts';
import type { Channel, User } from '../directory.ts';
import { jsonOf, textOf } from '../json.ts';
import type { Message } from '../message-store.ts';
import type { View } from '../view-store.ts';
import type { World } from '../world.ts';
import type { Desk } from './desk.ts';

/** The workspace as one person sees it. */
export function stateFor(desk: Desk, input: { user: string }): SlackState {
  const { world } = desk;
  const me = world.directory.user(input.user);
  const channels = [...world.directory.channels.values()].filter((channel) => world.directory.canSee(me.id, channel));
  const visible = new Set(channels.map((channel) => channel.id));
  const messages = world.messages.all.filter(
    (each) =>
      visible.has(each.channel) &&
      (each.ephemeralTo === undefined || each.ephemeralTo === me.id) &&
      // A deleted message leaves a tombstone only where a thread hangs on it.
      (!each.deleted || world.messages.replies(each.channel, each.ts).length > 0),
  );
  const home = world.views.home(me.id);
  return {
    teamName: world.seed.team.name,
    botUserId: world.seed.app.botUserId,
    command: world.seed.app.command,
    me: me.id,
    users: [...world.directory.users.values()].map((user) => shownUser(world, user)),
    groups: [...world.directory.groups.values()]
      .filter((group) => !group.isDisabled)
      .map(({ id, handle, members }) => ({ id, handle, members })),
    channels: channels.map((channel) => shownChannel(world, channel)),
    messages: messages.map(shownMessage),
    views: world.views.stack(me.id).map(shownView),
    ...(home === undefined ? {} : { home: shownView(home) }),
    appConnected: desk.carrier.isConnected(),
  };
}

export function shownMessage(message: Message): SlackMessage {
  return {
    channel: message.channel,
    ts: message.ts,
    user: message.user,
    text: message.deleted ? '' : message.text,
    ...(message.blocks === undefined || message.deleted ? {} : { blocks: message.blocks }),
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    ...(message.ephemeralTo === undefined ? {} : { ephemeralTo: message.ephemeralTo }),
    edited: message.edited,
    deleted: message.deleted,
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  };
}

function shownUser(world: World, user: User): SlackUser {
  return {
    id: user.id,
    name: user.name,
    realName: user.realName,
    role: user.role,
    teamId: user.teamId,
    avatarColor: user.avatarColor,
    isBot: user.isBot,
    isGuest: user.isGuest,
    isDeleted: user.isDeleted,
    // For the page a stranger is anyone from elsewhere; `users.info` has Slack's narrower meaning.
    isStranger: world.directory.isOutsider(user),
  };
}

function shownChannel(world: World, channel: Channel): SlackChannel {
  return {
    id: channel.id,
    name: channel.name,
    isPrivate: channel.isPrivate,
    isDirect: channel.directWith !== undefined,
    isArchived: channel.isArchived,
    isExtShared: world.directory.isExtShared(channel),
    topic: channel.topic,
    members: [...channel.members],
  };
}

export function shownView(view: View): SlackView {
  const label = (name: string): string => textOf(jsonOf(view.source[name])['text']);
  return {
    id: view.id,
    hash: view.hash,
    user: view.user,
    type: view.type,
    callback_id: textOf(view.source['callback_id']),
    title: label('title'),
    ...(view.source['submit'] === undefined ? {} : { submit: label('submit') }),
    ...(view.source['close'] === undefined ? {} : { close: label('close') }),
    private_metadata: textOf(view.source['private_metadata']),
    blocks: view.source.blocks,
    errors: view.errors,
  };
}
