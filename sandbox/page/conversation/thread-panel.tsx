import { useEffect } from 'preact/hooks';
import type { SlackChannel } from '../../contract.ts';
import { openThread } from '../state/navigate.ts';
import { usePage } from '../state/store.ts';
import { Composer } from './composer.tsx';
import { repliesTo } from './in-channel.ts';
import { Message } from './message.tsx';
import { continues } from './message-list.tsx';

interface ThreadPanelProps {
  readonly channel: SlackChannel;
  readonly threadTs: string;
}

export function ThreadPanel({ channel, threadTs }: ThreadPanelProps) {
  const { slack } = usePage();
  const messages = slack?.messages ?? [];
  const parent = messages.find((message) => message.channel === channel.id && message.ts === threadTs);
  const replies = repliesTo(messages, channel.id, threadTs);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const busy = document.querySelector('[aria-modal="true"], .popup');
      if (event.key === 'Escape' && !busy) openThread(undefined);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <aside class="thread" aria-label="Thread" data-testid="thread">
      <header class="panel-head">
        <h2 class="panel-title">Thread</h2>
        <span class="panel-note">{channel.isDirect ? '' : `# ${channel.name}`}</span>
        <button type="button" class="icon-button" aria-label="Close thread" onClick={() => openThread(undefined)}>
          ×
        </button>
      </header>
      <div class="thread-scroll">
        {parent && <Message message={parent} compact={false} inThread />}
        {replies.length > 0 && (
          <div class="thread-rule">
            {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
          </div>
        )}
        {replies.map((reply, index) => (
          <Message key={reply.ts} message={reply} compact={continues(replies[index - 1], reply)} inThread />
        ))}
      </div>
      <Composer channel={channel} threadTs={threadTs} />
    </aside>
  );
}
