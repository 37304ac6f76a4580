import { writableChannel } from '../channel-access.ts';
import { readMessageContent } from '../message-content.ts';
import type { Method } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { requireThread } from './chat-post-message.ts';

export const methods: readonly Method[] = [
  {
    name: 'chat.postEphemeral',
    token: 'bot',
    scopes: ['chat:write'],
    rate: 'tier4',
    run: (call) => {
      const { world, args } = call;
      const channel = writableChannel(call, args.needed('channel'));
      const reader = world.directory.user(args.needed('user'));
      if (reader.isDeleted || !channel.members.has(reader.id)) throw new SlackRefusal('user_not_in_channel');
      const content = readMessageContent(world, args);
      const threadTs = args.text('thread_ts');
      if (threadTs !== undefined) requireThread(world, channel.id, threadTs);
      const message = world.messages.add({
        channel: channel.id,
        user: world.seed.app.botUserId,
        text: content.text ?? '',
        blocks: content.blocks,
        threadTs,
        ephemeralTo: reader.id,
      });
      world.bell.ring();
      return { message_ts: message.ts };
    },
  },
];
