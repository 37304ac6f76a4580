import { BotAvatar } from '../shell/avatar.tsx';
import type { Suggestions } from './use-suggestions.ts';

/** The list above the box while a slash command is typed. */
export function CommandSuggestions({ suggestions }: { readonly suggestions: Suggestions }) {
  const { command, hints, active, pick } = suggestions;
  if (hints.length === 0) return null;
  return (
    <div class="suggestions" data-testid="suggestions">
      <p class="suggestions-head">
        Commands{' '}
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> to choose, <kbd>Tab</kbd> to take
        </span>
      </p>
      {hints.map((hint, index) => (
        <button
          key={hint.usage}
          type="button"
          class="suggestion"
          tabIndex={-1}
          data-active={index === active}
          // The box keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => pick(hint)}
        >
          <BotAvatar size={20} />
          <span class="suggestion-usage">
            <b>{command}</b> {hint.usage}
          </span>
          <span class="suggestion-summary">{hint.summary}</span>
        </button>
      ))}
    </div>
  );
}
