import { useLayoutEffect, useRef } from 'preact/hooks';
import type { SlackChannel, SlackMessage } from '../../contract.ts';
import { DayDivider, isNewDay } from './day-divider.tsx';
import { Message } from './message.tsx';

interface MessageListProps {
  readonly channel: SlackChannel;
  readonly messages: readonly SlackMessage[];
}

/** As near to the end as counts as "reading the newest". */
const nearEnd = 60;
const groupSeconds = 300;

/** Stays at the newest message, unless the reader has scrolled up to read. */
export function MessageList({ channel, messages }: MessageListProps) {
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);

  const stay = () => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useLayoutEffect(stay);
  useLayoutEffect(() => {
    // Cards grow when they are edited, and the box shrinks when the composer grows.
    const observer = new ResizeObserver(stay);
    if (box.current) observer.observe(box.current);
    if (box.current?.firstElementChild) observer.observe(box.current.firstElementChild);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current ?? { scrollHeight: 0, scrollTop: 0, clientHeight: 0 };
    follows.current = scrollHeight - scrollTop - clientHeight < nearEnd;
  };

  return (
    <div
      class="message-scroll"
      ref={box}
      onScroll={onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
      role="log"
      aria-label="Messages"
      data-testid="messages"
    >
      <div class="message-list">
        {messages.length === 0 && <ChannelStart channel={channel} />}
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const newDay = isNewDay(before, message);
          return (
            <div key={`${message.ts}/${message.ephemeralTo ?? ''}`}>
              {newDay && <DayDivider ts={message.ts} />}
              <Message message={message} compact={!newDay && continues(before, message)} inThread={false} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Lines of one person within minutes share one name and avatar. */
export function continues(before: SlackMessage | undefined, message: SlackMessage): boolean {
  return (
    before !== undefined &&
    before.user === message.user &&
    !before.deleted &&
    before.ephemeralTo === message.ephemeralTo &&
    message.ephemeralTo === undefined &&
    message.blocks === undefined &&
    Number(message.ts) - Number(before.ts) < groupSeconds
  );
}

function ChannelStart({ channel }: { readonly channel: SlackChannel }) {
  return (
    <div class="channel-start">
      <p class="channel-start-title">{channel.isDirect ? 'Nothing here yet' : `# ${channel.name}`}</p>
      <p>{channel.topic || 'This is the very beginning of the conversation.'}</p>
    </div>
  );
}
