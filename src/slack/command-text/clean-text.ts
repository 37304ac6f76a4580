import { UserError } from '../../core/outcome.ts';

/** Slack documents no limit for a command's text; longer than this nobody typed on purpose. */
const maximumText = 3000;

/** `<@U1|name>`, `<#C1|>`, `<!subteam^S1|@group>`: what Slack makes of names when the manifest says `should_escape`. */
function unescapeEntity(inside: string): string {
  const [target = '', label = ''] = inside.split('|', 2);
  if (target.startsWith('@') || target.startsWith('#')) return target.slice(1);
  if (target.startsWith('!subteam^')) return target.slice('!subteam^'.length);
  // Never a broadcast: it comes back as the harmless word that was typed.
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  // An auto-link carries what was typed as its label ("wiki.example.com"); the address alone is what was typed too.
  return label === '' ? target : label;
}

/**
 * The line as it was meant: Slack's escapes undone, dashes that phones put together (`—no-reboot`) taken apart again.
 * @throws UserError bad_input when it is longer than 3000 characters
 */
export function cleanText(text: string): string {
  if (text.length > maximumText)
    throw new UserError('bad_input', `That is ${text.length} characters; a line may have ${maximumText}.`, {
      hint: 'Use the form for long texts: type the command without anything after it.',
    });
  return (
    text
      .replace(/<([@#!][^<>\s][^<>]*|(?:https?:\/\/|mailto:|tel:)[^<>\s|]+(?:\|[^<>]*)?)>/g, (_, inside: string) =>
        unescapeEntity(inside),
      )
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      // Last, so that a typed "&lt;" stays what it was.
      .replaceAll('&amp;', '&')
      .replace(/(^|\s)[\u2012-\u2015\u2212](?=\p{L})/gu, '$1--')
      .replaceAll('\u00a0', ' ')
  );
}
