/**
 * What Slack would do more with than show it. Every text of a message or view is read as Slack reads it: `mrkdwn` and the
 * top-level `text` for `<…>`, rich text for its elements. Words of strangers carry {@link mark}, so that it can be told
 * where they ended up.
 */

/** Stands in every hostile text. */
export const mark = 'EVIL';

/** Ids Assay may name, and links it may make. */
export interface Allowed {
  readonly ids: ReadonlySet<string>;
  readonly isOwnLink?: (url: string) => boolean;
}

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const idIn = /^(?:@([UW][A-Z0-9]+)|#(C[A-Z0-9]+)|!subteam\^(S[A-Z0-9]+))$/;
const date = /^!date\^\d+\^[^<>|]+\|[^<>]+$/;

/** Complaints about one text that Slack reads as mrkdwn. */
function ofMarkup(text: string, { ids, isOwnLink }: Allowed): readonly string[] {
  const found: string[] = [];
  const rest = text.replace(/<([^<>]*)>/g, (whole, inside: string) => {
    const [, user, channel, group] = idIn.exec(inside) ?? [];
    const id = user ?? channel ?? group;
    const isFine = id === undefined ? date.test(inside) || isOwnLink?.(inside.split('|')[0] ?? '') : ids.has(id);
    if (!isFine) found.push(`live ${whole}`);
    return '';
  });
  if (/[<>]/.test(rest)) found.push(`unescaped < or > in ${JSON.stringify(rest.slice(0, 200))}`);
  if (/&(?!(?:amp|lt|gt);)/.test(rest)) found.push(`unescaped & in ${JSON.stringify(rest.slice(0, 200))}`);
  return found;
}

/** Controls, direction marks and what has no width, in what is shown. Line breaks are Assay's own. */
const unseen = /[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const ofShown = (text: string): readonly string[] =>
  unseen.test(text.replaceAll('\n', '')) ? [`invisible characters in ${JSON.stringify(text.slice(0, 200))}`] : [];

const named: Readonly<Record<string, string>> = {
  user: 'user_id',
  usergroup: 'usergroup_id',
  channel: 'channel_id',
};

function ofObject(value: Json, allowed: Allowed): readonly string[] {
  const { type, text } = value;
  if (type === 'mrkdwn' && typeof text === 'string')
    return [
      ...ofMarkup(text, allowed),
      ...ofShown(text),
      ...(value['verbatim'] === true ? [] : [`links itself: ${text.slice(0, 100)}`]),
      ...(text.includes(mark) ? [`strange words as mrkdwn: ${text.slice(0, 200)}`] : []),
    ];
  if ((type === 'plain_text' || type === 'text') && typeof text === 'string')
    return [
      ...ofShown(text),
      ...(type === 'plain_text' && text.includes(mark) && value['emoji'] !== false ? [`emoji in ${text}`] : []),
    ];
  const key = named[String(type)];
  const id = key === undefined ? undefined : value[key];
  if (typeof id === 'string' && !allowed.ids.has(id)) return [`live ${type} ${id}`];
  if (type === 'broadcast' || type === 'emoji') return [`live ${type}`];
  if (typeof value['url'] === 'string' && !allowed.isOwnLink?.(value['url'])) return [`live link ${value['url']}`];
  return [];
}

/** Every complaint about the blocks of a message or view, or about anything inside of them. */
export function liveBlocks(value: unknown, allowed: Allowed): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => liveBlocks(each, allowed));
  if (!isJson(value)) return [];
  return [...ofObject(value, allowed), ...Object.values(value).flatMap((each) => liveBlocks(each, allowed))];
}

/** Every complaint about a message: its text, which notifications show, and its blocks. */
export function liveMessage(message: { readonly text?: unknown; readonly blocks?: unknown }, allowed: Allowed) {
  const { text, blocks } = message;
  const words = typeof text === 'string' ? text : '';
  return [...ofMarkup(words, allowed), ...ofShown(words), ...liveBlocks(blocks ?? [], allowed)];
}

/** All words of a message or view that a person reads, one a line. */
export function wordsShown(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsShown).join('\n');
  if (!isJson(value)) return '';
  const { text } = value;
  return [typeof text === 'string' ? text : '', ...Object.values(value).map(wordsShown)].filter(Boolean).join('\n');
}
