import { messageJson } from '../as-slack-writes.ts';
import { readableChannel } from '../channel-access.ts';
import type { Channel } from '../directory.ts';
import type { Message } from '../message-store.ts';
import type { Method, MethodCall } from '../method.ts';
import { pageOf } from '../page-of.ts';
import { SlackRefusal } from '../slack-refusal.ts';

const anyHistory = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

function memberChannel(call: MethodCall): Channel {
  const channel = readableChannel(call, call.args.needed('channel'), 'history');
  if (!channel.members.has(call.world.seed.app.botUserId)) throw new SlackRefusal('not_in_channel');
  return channel;
}

/** `oldest` and `latest` leave the named message out unless `inclusive`. */
function between(call: MethodCall, messages: readonly Message[]): readonly Message[] {
  const oldest = call.args.text('oldest') ?? '0';
  const latest = call.args.text('latest') ?? '9999999999.999999';
  const inclusive = call.args.flag('inclusive');
  return messages.filter(({ ts }) => (inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest));
}

function answer(call: MethodCall, messages: readonly Message[]) {
  const page = pageOf(messages, call.args);
  const metadata = call.args.flag('include_all_metadata');
  const more = page.items.length > 0 && page.items.at(-1) !== messages.at(-1);
  return {
    messages: page.items.map((message) => messageJson(call.world, message, { metadata })),
    has_more: more,
    ...page.meta,
  };
}

const history: Method = {
  name: 'conversations.history',
  token: 'bot',
  scopes: anyHistory,
  rate: 'tier3',
  run: (call) => {
    const channel = memberChannel(call);
    const own = call.world.messages.all.filter(
      (each) =>
        each.channel === channel.id && each.threadTs === undefined && each.ephemeralTo === undefined && !each.deleted,
    );
    // Newest first.
    return answer(call, between(call, own).toReversed());
  },
};

const replies: Method = {
  name: 'conversations.replies',
  token: 'bot',
  scopes: anyHistory,
  rate: 'tier3',
  run: (call) => {
    const channel = memberChannel(call);
    const ts = call.args.needed('ts');
    const parent = call.world.messages.all.find(
      (each) => each.channel === channel.id && each.ts === ts && each.ephemeralTo === undefined,
    );
    const thread = call.world.messages.replies(channel.id, ts);
    if (parent === undefined || (parent.deleted && thread.length === 0)) throw new SlackRefusal('thread_not_found');
    // The parent comes first, whatever the bounds; then the replies, oldest first.
    return answer(call, [...(parent.deleted ? [] : [parent]), ...between(call, thread)]);
  },
};

export const methods: readonly Method[] = [history, replies];
