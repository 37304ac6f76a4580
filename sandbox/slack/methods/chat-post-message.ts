import { messageJson } from '../as-slack-writes.ts';
import { writableChannel } from '../channel-access.ts';
import { readMessageContent } from '../message-content.ts';
import type { Method } from '../method.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { World } from '../world.ts';

/** Throws unless this is a message that can have replies: a reply's own ts is not. */
export function requireThread(world: World, channel: string, threadTs: string): void {
  const parent = world.messages.all.find((each) => each.channel === channel && each.ts === threadTs);
  // A deleted parent keeps its thread; an ephemeral one has none.
  if (parent === undefined || parent.ephemeralTo !== undefined) throw new SlackRefusal('thread_not_found');
  if (parent.threadTs !== undefined) throw new SlackRefusal('cannot_reply_to_message');
}

export const methods: readonly Method[] = [
  {
    name: 'chat.postMessage',
    token: 'bot',
    scopes: ['chat:write'],
    rate: 'post-message',
    run: (call) => {
      const { world, args } = call;
      const channel = writableChannel(call, args.needed('channel'));
      const content = readMessageContent(world, args);
      const threadTs = args.text('thread_ts');
      if (threadTs !== undefined) requireThread(world, channel.id, threadTs);
      const message = world.messages.add({
        channel: channel.id,
        user: world.seed.app.botUserId,
        text: content.text ?? '',
        blocks: content.blocks,
        threadTs,
        metadata: content.metadata,
      });
      world.bell.ring();
      const answer = { channel: channel.id, ts: message.ts, message: messageJson(world, message, { metadata: true }) };
      if (content.warnings.length === 0) return answer;
      return { ...answer, warning: content.warnings.join(','), response_metadata: { warnings: content.warnings } };
    },
  },
];
