import type { KnownBlock } from '@slack/types';
import type { Entry, Inline, Line, Message } from '../../core/message.ts';
import { cut, limits } from './limits.ts';
import { type Rendered, renderMessage, spokenMessage } from './render-message.ts';
import { inlinesOf } from './rich-text.ts';
import { withoutMarkup } from './spoken.ts';
import { messageProblems } from './validate.ts';

function cutInline(inline: Inline, most: number): Inline {
  if (typeof inline === 'string') return cut(inline, most);
  return 'text' in inline ? { ...inline, text: cut(inline.text, most) } : inline;
}

const cutLine = (line: Line, most: number): Line => inlinesOf(line).map((inline) => cutInline(inline, most));

function cutTexts(message: Message, most: number): Message {
  const lines = (all: readonly Line[] | undefined) => (all ? all.map((line) => cutLine(line, most)) : []);
  return {
    ...message,
    lines: lines(message.lines),
    entries: (message.entries ?? []).map((entry) => ({ ...entry, lines: lines(entry.lines) })),
    facts: (message.facts ?? []).map(({ label, value }) => ({ label: cut(label, 80), value: cutLine(value, most) })),
    warnings: lines(message.warnings),
    notes: lines(message.notes),
  };
}

/** Keeps the first ones and says how many are not shown: a list is never split or cut silently. */
function first<T>(all: readonly T[] | undefined, most: number, rest: (left: number) => T): readonly T[] {
  if (!all || all.length <= most) return all ?? [];
  return [...all.slice(0, most), rest(all.length - most)];
}

const leftOut = (left: number): Entry => ({ lines: [`… and ${left} more.`] });

const atMost = (message: Message, most: number): Message => ({
  ...message,
  entries: first(message.entries, Math.ceil(most / 2), leftOut),
  lines: first(message.lines, most, (left) => `… and ${left} more lines.`),
  facts: first(message.facts, most, (left) => ({ label: '…', value: `and ${left} more` })),
  notes: first(message.notes, 3, (left) => `… and ${left} more notes.`),
});

/** Ever shorter versions: long texts are cut first, notes and facts go last, warnings never. */
const shorter: readonly ((message: Message) => Message)[] = [
  (message) => message,
  (message) => cutTexts(message, 1200),
  (message) => cutTexts(atMost(message, 40), 600),
  (message) => cutTexts(atMost(message, 20), 400),
  (message) => cutTexts(atMost(message, 10), 200),
  (message) => cutTexts({ ...atMost(message, 5), notes: [] }, 150),
  ({ title, tone = 'plain', warnings = [] }) =>
    cutTexts({ title, tone, warnings: warnings.slice(0, 5), lines: ['Too long to show here: see the details.'] }, 150),
];

/**
 * A message that Slack takes: as it is where it can be, else shortened visibly. `extra` blocks (a card's buttons) stay.
 * @param from skip the longest versions, because Slack refused one that looked right to us
 */
export function fitMessage(message: Message, extra: readonly KnownBlock[] = [], from = 0): Rendered {
  for (const make of shorter.slice(from)) {
    const rendered = renderMessage(make(message), extra);
    if (messageProblems(rendered).length === 0) return rendered;
  }
  return textOnly(message);
}

/** How many versions there are: `fitMessage(message, extra, 0 … shortest)`. */
export const shortest = shorter.length - 1;

/** The last resort where Slack refuses every block: text alone, without markup. */
export const textOnly = (message: Message): Rendered => ({
  blocks: [],
  text: cut(withoutMarkup(spokenMessage(message)), limits.text),
});
