import type { ContextBlock, MrkdwnElement, PlainTextElement } from '@slack/types';
import type { Inline, Line } from '../../core/message.ts';
import { cut, limits } from './limits.ts';
import { inlinesOf, isDate, isSlackId, utc } from './rich-text.ts';
import { plainLine } from './spoken.ts';

const plain = (text: string): PlainTextElement => ({
  type: 'plain_text',
  text: cut(text, limits.contextText),
  emoji: false,
});
const markup = (text: string): MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });

/** Fragments that only markup can show, where they hold ids and dates; what is none is foreign text. */
function markupOf(inline: Inline): string | undefined {
  if (typeof inline === 'string') return undefined;
  switch (inline.kind) {
    case 'person':
      return isSlackId(inline.userId) ? `<@${inline.userId}>` : undefined;
    case 'group':
      return isSlackId(inline.groupId) ? `<!subteam^${inline.groupId}>` : undefined;
    case 'channel':
      return isSlackId(inline.channelId) ? `<#${inline.channelId}>` : undefined;
    case 'time':
      return isDate(inline.at)
        ? `<!date^${Math.floor(inline.at.getTime() / 1000)}^{date_short_pretty} at {time}|${utc(inline.at)}>`
        : undefined;
    default:
      return undefined;
  }
}

/** Small print. Foreign text stands in plain_text elements, mentions and times in markup elements beside them. */
export function contextBlock(line: Line): ContextBlock {
  const elements: (PlainTextElement | MrkdwnElement)[] = [];
  for (const inline of inlinesOf(line)) {
    const marked = markupOf(inline);
    const text = marked ?? plainLine(inline).trim();
    const last = elements.at(-1);
    if (text === '') continue;
    if (marked !== undefined) elements.push(markup(marked));
    else if (last?.type === 'plain_text') elements[elements.length - 1] = plain(`${last.text} ${text}`);
    else elements.push(plain(text));
  }
  const fits = elements.length > 0 && elements.length <= limits.contextElements;
  return { type: 'context', elements: fits ? elements : [plain(plainLine(line) || ' ')] };
}
