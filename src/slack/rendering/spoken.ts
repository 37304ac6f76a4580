import type { Inline, Line } from '../../core/message.ts';
import { inlinesOf, isSlackId, utc } from './rich-text.ts';
import { visible } from './visible.ts';

/** Foreign text in a mrkdwn string: entities first the ampersand, as Slack asks. Mentions and links die here. */
export const escapeText = (text: string): string =>
  visible(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Takes the effect from `* _ ~` and backtick where Slack would read them as markup. mrkdwn has no escape for them, so an
 * invisible word joiner is put behind each: the text stays readable.
 */
export const withoutMarkup = (text: string): string => text.replace(/[*_~`]/g, '$&\u2060');

function spokenInline(inline: Inline): string {
  if (typeof inline === 'string') return escapeText(inline);
  switch (inline.kind) {
    case 'bold':
    case 'code':
      return escapeText(inline.text);
    case 'person':
      return isSlackId(inline.userId) ? `<@${inline.userId}>` : escapeText(inline.userId);
    case 'group':
      return isSlackId(inline.groupId) ? `<!subteam^${inline.groupId}>` : escapeText(inline.groupId);
    case 'channel':
      return isSlackId(inline.channelId) ? `<#${inline.channelId}>` : escapeText(inline.channelId);
    case 'time':
      // Notifications and screen readers do not reliably know <!date>.
      return utc(inline.at);
    case 'link':
      return escapeText(inline.text === '' ? inline.url : `${inline.text} (${inline.url})`);
  }
}

/** A line for the message's `text`: what screen readers read aloud and notifications show. */
export const spokenLine = (line: Line): string => inlinesOf(line).map(spokenInline).join('');

/** A line without any markup at all, for headers, titles and other plain text. */
export const plainLine = (line: Line): string =>
  inlinesOf(line)
    .map((inline) =>
      typeof inline === 'string'
        ? visible(inline)
        : inline.kind === 'time'
          ? utc(inline.at)
          : 'text' in inline
            ? visible(inline.text)
            : spokenInline(inline),
    )
    .join('');
