import { channelJson } from '../as-slack-writes.ts';
import { readableChannel, requireScope } from '../channel-access.ts';
import type { Method } from '../method.ts';
import { pageOf } from '../page-of.ts';
import { SlackRefusal } from '../slack-refusal.ts';

const anyRead = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];

const info: Method = {
  name: 'conversations.info',
  token: 'bot',
  scopes: anyRead,
  rate: 'tier3',
  run: (call) => ({ channel: channelJson(call.world, readableChannel(call, call.args.needed('channel'), 'read')) }),
};

const members: Method = {
  name: 'conversations.members',
  token: 'bot',
  scopes: anyRead,
  rate: 'tier4',
  run: (call) => {
    const channel = readableChannel(call, call.args.needed('channel'), 'read');
    const page = pageOf([...channel.members], call.args);
    return { members: page.items, ...page.meta };
  },
};

const list: Method = {
  name: 'conversations.list',
  token: 'bot',
  scopes: anyRead,
  rate: 'tier2',
  run: (call) => {
    const { world, args } = call;
    const types = (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
    if (types.includes('public_channel')) requireScope(call, 'channels:read');
    if (types.includes('private_channel')) requireScope(call, 'groups:read');
    if (types.includes('im')) requireScope(call, 'im:read');
    const seen = [...world.directory.channels.values()].filter((channel) => {
      if (args.flag('exclude_archived') && channel.isArchived) return false;
      if (channel.directWith !== undefined) return types.includes('im');
      if (!channel.isPrivate) return types.includes('public_channel');
      return types.includes('private_channel') && channel.members.has(world.seed.app.botUserId);
    });
    const page = pageOf(seen, args);
    return { channels: page.items.map((channel) => channelJson(world, channel)), ...page.meta };
  },
};

const open: Method = {
  name: 'conversations.open',
  token: 'bot',
  scopes: ['im:write', 'mpim:write'],
  rate: 'tier3',
  run: ({ world, args }) => {
    const users = args.needed('users').split(',');
    const [id] = users;
    // Group conversations are not made here: nothing this app does needs one.
    if (id === undefined || users.length > 1) throw new SlackRefusal('users_list_not_supplied');
    const user = world.directory.user(id);
    if (user.isDeleted) throw new SlackRefusal('user_disabled');
    if (user.isBot) throw new SlackRefusal('cannot_dm_bot');
    return { channel: { id: world.directory.directChannel(id).id } };
  },
};

const join: Method = {
  name: 'conversations.join',
  token: 'bot',
  scopes: ['channels:join'],
  rate: 'tier3',
  run: ({ world, args }) => {
    const channel = world.directory.channel(args.needed('channel'));
    if (channel.isPrivate) throw new SlackRefusal('method_not_supported_for_channel_type');
    if (channel.isArchived) throw new SlackRefusal('is_archived');
    channel.members.add(world.seed.app.botUserId);
    world.bell.ring();
    return { channel: channelJson(world, channel) };
  },
};

export const methods: readonly Method[] = [info, members, list, open, join];
