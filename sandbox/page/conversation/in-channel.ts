import type { SlackMessage } from '../../contract.ts';

/** A reply carries its parent's `ts`; a parent may carry its own. */
function isReply(message: SlackMessage): boolean {
  return message.threadTs !== undefined && message.threadTs !== message.ts;
}

function inOrder(messages: readonly SlackMessage[]): readonly SlackMessage[] {
  return messages.toSorted((a, b) => Number(a.ts) - Number(b.ts));
}

/** What stands in the channel itself. A deleted message stays only as the head of its thread. */
export function inChannel(messages: readonly SlackMessage[], channel: string): readonly SlackMessage[] {
  const here = messages.filter((message) => message.channel === channel);
  const heads = new Set(here.filter((message) => isReply(message) && !message.deleted).map((reply) => reply.threadTs));
  return inOrder(here.filter((message) => !isReply(message) && (!message.deleted || heads.has(message.ts))));
}

/** The replies to one message. */
export function repliesTo(messages: readonly SlackMessage[], channel: string, ts: string): readonly SlackMessage[] {
  return inOrder(
    messages.filter(
      (message) => message.channel === channel && message.threadTs === ts && isReply(message) && !message.deleted,
    ),
  );
}
