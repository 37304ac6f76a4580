import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SlackChannel } from '../../contract.ts';
import { refreshSlack } from '../state/refresh.ts';
import { getState, usePage } from '../state/store.ts';
import { hands } from '../state/world-calls.ts';
import { CommandSuggestions } from './command-suggestions.tsx';
import { readDraft, writeDraft } from './drafts.ts';
import { useSuggestions } from './use-suggestions.ts';

interface ComposerProps {
  readonly channel: SlackChannel;
  readonly threadTs?: string;
}

export function Composer({ channel, threadTs }: ComposerProps) {
  // Subscribes: drafts may also be written from outside.
  usePage();
  const box = useRef<HTMLTextAreaElement>(null);
  const [failure, setFailure] = useState<string>();
  const text = readDraft(channel.id, threadTs);
  const write = (next: string) => writeDraft(channel.id, threadTs, next);
  // Slack knows no slash commands in threads.
  const suggestions = useSuggestions(threadTs === undefined ? text : '', write);

  useLayoutEffect(() => {
    if (!box.current) return;
    box.current.style.height = 'auto';
    box.current.style.height = `${Math.min(box.current.scrollHeight, 180)}px`;
  }, [text]);

  const send = async () => {
    const line = text.trim();
    if (line === '') return;
    write('');
    setFailure(undefined);
    const answer = await hands.type({
      user: getState().me,
      channel: channel.id,
      text: line,
      ...(threadTs === undefined ? {} : { threadTs }),
    });
    if (!answer.ok) setFailure(failureSentence(line, answer.error ?? 'unknown_error'));
    await refreshSlack();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (suggestions.onKeyDown(event) || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  };

  const where = threadTs !== undefined ? 'Reply…' : channel.isDirect ? 'Message the app' : `Message #${channel.name}`;
  if (channel.isArchived) return <p class="composer-closed">This channel is archived: nothing can be written here.</p>;
  return (
    <div class="composer">
      {failure && (
        <p class="composer-failure" role="alert" data-testid="composer-failure">
          <b>Slackbot</b> {failure}
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={() => setFailure(undefined)}>
            ×
          </button>
        </p>
      )}
      <CommandSuggestions suggestions={suggestions} />
      <div class="composer-box">
        <textarea
          ref={box}
          rows={1}
          class="composer-text"
          data-testid={threadTs === undefined ? 'composer' : 'thread-composer'}
          aria-label={where}
          placeholder={where}
          value={text}
          spellcheck={false}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="button" class="send" aria-label="Send" disabled={text.trim() === ''} onClick={() => void send()}>
          <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
            <path d="M2.5 3.2 18 10 2.5 16.8l2-6.8z" />
          </svg>
        </button>
      </div>
      <p class="composer-hint">
        <kbd>Enter</kbd> sends, <kbd>Shift</kbd> <kbd>Enter</kbd> starts a new line
      </p>
    </div>
  );
}

function failureSentence(line: string, error: string): string {
  const command = /^\/\S+/.exec(line)?.[0];
  return command ? `${command} failed with the error “${error}”.` : `The message was not sent: ${error}.`;
}
