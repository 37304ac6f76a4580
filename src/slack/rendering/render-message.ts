import type { HeaderBlock, KnownBlock } from '@slack/types';
import { bold, type Entry, type Line, type Message } from '../../core/message.ts';
import { contextBlock } from './context-block.ts';
import { cut, limits } from './limits.ts';
import { offersBlock } from './offers-block.ts';
import { inlinesOf, richBlock } from './rich-text.ts';
import { spokenLine } from './spoken.ts';
import { visible } from './visible.ts';

/** A message as Slack takes it: blocks for the eyes, `text` with the same meaning for ears and notifications. */
export interface Rendered {
  readonly blocks: readonly KnownBlock[];
  readonly text: string;
}

const glyphs = { plain: '', good: '✅ ', warning: '⚠️ ', bad: '⛔ ' } as const;

/** A block that stands out. Foreign text may stand in it: `emoji: false` keeps `:skull:` from becoming one. */
export const headerBlock = (text: string): HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text: cut(visible(text), limits.header) || ' ', emoji: false },
});

const factLine = ({ label, value }: { label: string; value: Line }): Line => [bold(`${label}: `), ...inlinesOf(value)];
const warningLine = (line: Line): Line => ['⚠️ ', ...inlinesOf(line)];

/** A thing found, and under it what can be done about it. */
function entryBlocks({ lines, offers = [] }: Entry, index: number): readonly KnownBlock[] {
  const buttons = offersBlock(offers, `assay:entry:${index}`);
  return [richBlock(lines), ...(buttons ? [buttons] : [])];
}

/** Blocks between the title and the buttons, in the order they are read. */
function bodyBlocks(message: Message): readonly KnownBlock[] {
  const { lines = [], entries = [], facts = [], warnings = [], notes = [] } = message;
  return [
    ...(lines.length > 0 ? [richBlock(lines)] : []),
    ...(facts.length > 0 ? [richBlock(facts.map(factLine))] : []),
    ...entries.flatMap(entryBlocks),
    ...(warnings.length > 0 ? [richBlock(warnings.map(warningLine))] : []),
    ...notes.map(contextBlock),
  ];
}

/** The whole meaning of a message as one text. */
export function spokenMessage(message: Message): string {
  const { lines = [], entries = [], facts = [], warnings = [], notes = [] } = message;
  const spoken = [
    `${glyphs[message.tone ?? 'plain']}${spokenLine(message.title)}`,
    ...lines.map(spokenLine),
    ...facts.map((fact) => `${spokenLine(fact.label)}: ${spokenLine(fact.value)}`),
    ...entries.flatMap((entry) => entry.lines.map(spokenLine)),
    ...warnings.map((line) => `Warning: ${spokenLine(line)}`),
    ...notes.map(spokenLine),
  ];
  return cut(spoken.join('\n'), limits.text);
}

/**
 * A message as blocks, as it is: see `fitMessage` for one that Slack certainly takes.
 * @param extra blocks between the body and the offers (a card's own buttons)
 */
export function renderMessage(message: Message, extra: readonly KnownBlock[] = []): Rendered {
  const offers = offersBlock(message.offers ?? []);
  const blocks = [
    headerBlock(`${glyphs[message.tone ?? 'plain']}${message.title}`),
    ...bodyBlocks(message),
    ...extra,
    ...(offers ? [offers] : []),
  ];
  return { blocks, text: spokenMessage(message) };
}
