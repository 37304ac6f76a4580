import { useState } from 'preact/hooks';
import type { CommandHint } from '../state/page-state.ts';
import { usePage } from '../state/store.ts';

export interface Suggestions {
  readonly command: string;
  readonly hints: readonly CommandHint[];
  readonly active: number;
  pick(hint: CommandHint): void;
  /** True: the key was for the list. */
  onKeyDown(event: KeyboardEvent): boolean;
}

/** Which commands fit what stands in the box. Tab takes one; Enter always sends the line as it is. */
export function useSuggestions(text: string, write: (text: string) => void): Suggestions {
  const { slack, commandHints } = usePage();
  const [wanted, setWanted] = useState(0);
  const [hiddenFor, setHiddenFor] = useState<string>();
  const command = slack?.command ?? '/ami';
  const fits = text.startsWith('/') && hiddenFor !== text;
  const hints = fits ? matching(commandHints, command, text) : [];
  const active = Math.max(0, Math.min(wanted, hints.length - 1));

  const pick = (hint: CommandHint) => {
    // Only the words that are typed as they stand; places for an id remain to be filled in.
    const words = hint.usage.split(' ').filter((word) => /^[a-z][a-z-]*$/.test(word));
    write(`${[command, words[0]].filter(Boolean).join(' ')} `);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const hint = hints[active];
    if (!hint) return false;
    if (event.key === 'Escape') setHiddenFor(text);
    else if (event.key === 'Tab' && !event.shiftKey) pick(hint);
    else if (event.key === 'ArrowDown') setWanted((active + 1) % hints.length);
    else if (event.key === 'ArrowUp') setWanted((active + hints.length - 1) % hints.length);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { command, hints, active, pick, onKeyDown };
}

function matching(all: readonly CommandHint[], command: string, text: string): readonly CommandHint[] {
  if (command.startsWith(text.trimEnd()) && text.trimEnd().length < command.length) {
    return [{ usage: '', summary: 'Everything about machine images' }];
  }
  if (text !== command && !text.startsWith(`${command} `)) return [];
  const typed = text.slice(command.length + 1);
  const [verb = '', ...rest] = typed.split(' ');
  // Once the verb is complete only its own line remains, as a reminder of what follows.
  return all.filter(({ usage }) => (rest.length > 0 ? usage.split(' ')[0] === verb : usage.startsWith(verb)));
}
