import { messageJson } from '../as-slack-writes.ts';
import { readMessageContent } from '../message-content.ts';
import type { Message } from '../message-store.ts';
import type { Method, MethodCall } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';

const MAX_UPDATE_TEXT = 4_000;

/** The app's own message in a live channel. A person's id is no channel here, unlike in chat.postMessage. */
function ownMessage(call: MethodCall, refusal: string): Message {
  const { world, args } = call;
  const channel = world.directory.channel(args.needed('channel'));
  if (channel.isArchived) throw new SlackRefusal('is_inactive');
  const message = world.messages.find(channel.id, args.needed('ts'));
  if (message.user !== world.seed.app.botUserId) throw new SlackRefusal(refusal);
  return message;
}

const update: Method = {
  name: 'chat.update',
  token: 'bot',
  scopes: ['chat:write'],
  rate: 'tier3',
  run: (call) => {
    const { world, args } = call;
    const message = ownMessage(call, 'cant_update_message');
    if ([...(args.text('text') ?? '')].length > MAX_UPDATE_TEXT) throw new SlackRefusal('msg_too_long');
    const content = readMessageContent(world, args);
    message.earlier.push(message.blocks ?? []);
    // Text without blocks removes the blocks; blocks without text keep the text; metadata stays when left out.
    if (content.blocks !== undefined) message.blocks = world.messages.withBlockIds(content.blocks);
    else if (content.text !== undefined) message.blocks = undefined;
    if (content.text !== undefined) message.text = content.text;
    if (content.metadata !== undefined) message.metadata = content.metadata;
    if (content.blocks === undefined) message.edited = true;
    world.bell.ring();
    return {
      channel: message.channel,
      ts: message.ts,
      text: message.text,
      message: messageJson(world, message, { metadata: true }),
    };
  },
};

const remove: Method = {
  name: 'chat.delete',
  token: 'bot',
  scopes: ['chat:write'],
  rate: 'tier3',
  run: (call) => {
    const message = ownMessage(call, 'cant_delete_message');
    message.deleted = true;
    call.world.bell.ring();
    return { channel: message.channel, ts: message.ts };
  },
};

export const methods: readonly Method[] = [update, remove];
