import type { RichTextBlock, RichTextElement, RichTextSection } from '@slack/types';
import type { Inline, Line } from '../../core/message.ts';
import { visible } from './visible.ts';

const isMany = (line: Line): line is readonly Inline[] => Array.isArray(line);

/** The fragments of a line. */
export const inlinesOf = (line: Line): readonly Inline[] => (isMany(line) ? line : [line]);

/** Whoever can set a tag writes dates too, also such as no calendar has. */
export const isDate = (at: Date): boolean => !Number.isNaN(at.getTime());

/** "2026-11-23 14:05 UTC": where Slack cannot show a reader's own time zone. */
export const utc = (at: Date): string =>
  isDate(at) ? `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'a date that cannot be read';

const isWeb = (url: string): boolean => /^https?:\/\//.test(url) && url.length <= 3000;

/** Whoever can write to Redis, or set a tag, writes ids too: what is none would become any markup there is, or be refused. */
export const isSlackId = (id: string): boolean => /^[A-Z][A-Z0-9]{1,30}$/.test(id);

const shown = (text: string): RichTextElement => ({ type: 'text', text: visible(text) || ' ' });

function elementOf(inline: Inline): RichTextElement | undefined {
  // A text element is never parsed for markup or mentions: foreign text can stand in it.
  if (typeof inline === 'string') return inline === '' ? undefined : { type: 'text', text: visible(inline) };
  switch (inline.kind) {
    case 'bold':
      return inline.text === '' ? undefined : { type: 'text', text: visible(inline.text), style: { bold: true } };
    case 'code':
      return inline.text === '' ? undefined : { type: 'text', text: visible(inline.text), style: { code: true } };
    case 'person':
      return isSlackId(inline.userId) ? { type: 'user', user_id: inline.userId } : shown(inline.userId);
    case 'group':
      return isSlackId(inline.groupId) ? { type: 'usergroup', usergroup_id: inline.groupId } : shown(inline.groupId);
    case 'channel':
      return isSlackId(inline.channelId) ? { type: 'channel', channel_id: inline.channelId } : shown(inline.channelId);
    case 'time':
      return isDate(inline.at)
        ? {
            type: 'date',
            timestamp: Math.floor(inline.at.getTime() / 1000),
            format: '{date_short_pretty} at {time}',
            fallback: utc(inline.at),
          }
        : shown(utc(inline.at));
    case 'link':
      return isWeb(inline.url)
        ? { type: 'link', url: inline.url, ...(inline.text === '' ? {} : { text: visible(inline.text) }) }
        : { type: 'text', text: visible(inline.text || inline.url) };
  }
}

/** One line as rich text. */
function richLine(line: Line): RichTextSection {
  const elements = inlinesOf(line).flatMap((inline) => elementOf(inline) ?? []);
  return { type: 'rich_text_section', elements: elements.length === 0 ? [{ type: 'text', text: ' ' }] : elements };
}

/** Lines under one another, in one block. */
export const richBlock = (lines: readonly Line[]): RichTextBlock => ({
  type: 'rich_text',
  elements: lines.map(richLine),
});
