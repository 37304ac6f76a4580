import type { SlackMessage } from '../../contract.ts';
import { Avatar } from '../shell/avatar.tsx';
import { openThread } from '../state/navigate.ts';
import { usePage } from '../state/store.ts';
import { clockTime } from '../text/slack-date.ts';
import { repliesTo } from './in-channel.ts';

/** "3 replies", with the faces of those who wrote. */
export function ReplyLink({ message }: { readonly message: SlackMessage }) {
  const { slack, thread } = usePage();
  const replies = repliesTo(slack?.messages ?? [], message.channel, message.ts);
  const last = replies.at(-1);
  if (!last) return null;
  const authors = [...new Set(replies.map((reply) => reply.user))].slice(0, 4);
  return (
    <button
      type="button"
      class="reply-link"
      data-testid="replies"
      aria-expanded={thread === message.ts}
      onClick={() => openThread(message.ts)}
    >
      {authors.map((id) => (
        <Avatar key={id} user={slack?.users.find((user) => user.id === id)} size={24} />
      ))}
      <span class="reply-count">
        {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
      </span>
      <span class="reply-last">Last reply at {clockTime(last.ts)}</span>
    </button>
  );
}
