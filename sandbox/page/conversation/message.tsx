import { useMemo } from 'preact/hooks';
import type { SlackMessage } from '../../contract.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { HostContext } from '../blocks/host.ts';
import { useMessageHost } from '../blocks/message-host.ts';
import { Avatar } from '../shell/avatar.tsx';
import { openThread } from '../state/navigate.ts';
import { usePage } from '../state/store.ts';
import { useFresh } from '../state/use-fresh.ts';
import { clockTime } from '../text/slack-date.ts';
import { Mrkdwn } from '../text/text-object.tsx';
import { ReplyLink } from './reply-link.tsx';

interface MessageProps {
  readonly message: SlackMessage;
  /** Without name and avatar, because the line before has them. */
  readonly compact: boolean;
  readonly inThread: boolean;
}

export function Message({ message, compact, inThread }: MessageProps) {
  const { slack, readFrom } = usePage();
  const author = slack?.users.find((user) => user.id === message.user);
  const fresh = useFresh(`${message.channel}/${message.ts}`, message, Number(message.ts) <= readFrom);
  const onlyMe = message.ephemeralTo !== undefined;
  const time = clockTime(message.ts);
  return (
    <article
      class={`message ${compact ? 'message-compact' : ''} ${onlyMe ? 'message-ephemeral' : ''} ${fresh}`}
      data-testid="message"
      data-ts={message.ts}
      data-ephemeral={onlyMe}
      aria-label={`${author?.realName ?? message.user}, ${time}`}
    >
      <div class="message-side">{compact ? <time class="side-time">{time}</time> : <Avatar user={author} />}</div>
      <div class="message-main">
        {onlyMe && (
          <p class="only-you">
            <EyeSign /> Only visible to you
          </p>
        )}
        {!compact && (
          <p class="message-head">
            <span class="author">{author?.realName ?? message.user}</span>
            {author?.isBot && <span class="app-badge">APP</span>}
            <time class="message-time">{time}</time>
          </p>
        )}
        <MessageBody message={message} />
        {!inThread && !onlyMe && <ReplyLink message={message} />}
      </div>
      {!inThread && !onlyMe && !message.deleted && (
        <div class="message-tools">
          <button
            type="button"
            class="tool"
            onClick={() => openThread(message.ts)}
            aria-label="Reply in thread"
            title="Reply in thread"
          >
            <ThreadSign />
          </button>
        </div>
      )}
    </article>
  );
}

function MessageBody({ message }: { readonly message: SlackMessage }) {
  const { me } = usePage();
  const host = useMessageHost(me, message.channel, message.ts);
  // Unchanged messages keep their identity in the state, and so their drawing.
  return useMemo(() => {
    if (message.deleted) return <p class="deleted">This message was deleted.</p>;
    if (!message.blocks?.length) {
      return (
        <div class="message-text">
          <Mrkdwn text={message.text} />
          {message.edited && <span class="edited"> (edited)</span>}
        </div>
      );
    }
    return (
      <HostContext.Provider value={host}>
        <BlockList blocks={message.blocks} />
      </HostContext.Provider>
    );
  }, [message, host]);
}

function EyeSign() {
  return (
    <svg class="sign" viewBox="0 0 20 20" width="14" height="14" aria-hidden="true">
      <path d="M1.5 10S4.5 4.5 10 4.5 18.5 10 18.5 10 15.5 15.5 10 15.5 1.5 10 1.5 10z" />
      <circle cx="10" cy="10" r="2.5" />
    </svg>
  );
}

function ThreadSign() {
  return (
    <svg class="sign" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      <path d="M3 4h14v9.500H9.500L5.5 17v-3.500H3z" />
      <path d="M6.5 8.700h7" />
    </svg>
  );
}
