import { unescapeEntities } from './entities.ts';
import { parseReference } from './reference.ts';
import type { Inline, Paragraph } from './tree.ts';

/** Slack's mrkdwn, as it travels (entities escaped), to a tree. Nothing in it can become markup of the page. */
export function parseMrkdwn(source: string): readonly Paragraph[] {
  return source.split(/```/).flatMap((part, index, parts): Paragraph[] => {
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced) return [{ kind: 'pre', text: unescapeEntities(part.replace(/^\n|\n$/g, '')) }];
    // An opening fence without its end is just three backticks.
    const text = index % 2 === 1 ? `\`\`\`${part}` : part;
    // The line breaks around a fence belong to the fence.
    const trimmed = text
      .replace(index > 0 && index % 2 === 0 ? /^\n/ : /^$/, '')
      .replace(index < parts.length - 2 ? /\n$/ : /$^/, '');
    return trimmed === '' ? [] : parseLines(trimmed);
  });
}

function parseLines(text: string): Paragraph[] {
  const result: Paragraph[] = [];
  for (const run of groupLines(text.split('\n'))) {
    result.push({ kind: run.quoted ? 'quote' : 'lines', children: parseInline(run.lines.join('\n')) });
  }
  return result;
}

interface Run {
  readonly quoted: boolean;
  readonly lines: string[];
}

function groupLines(lines: readonly string[]): readonly Run[] {
  const runs: Run[] = [];
  for (const line of lines) {
    const quote = /^(?:&gt;|>) ?(.*)$/s.exec(line);
    const last = runs.at(-1);
    const text = quote?.[1] ?? line;
    if (last && last.quoted === (quote !== null)) last.lines.push(text);
    else runs.push({ quoted: quote !== null, lines: [text] });
  }
  return runs;
}

/**
 * In order: code, `<…>` references, then bold, italic and strike-through, which only open after a space or sign and
 * close before one, then emoji and line breaks.
 */
const token =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}~])|:([a-z0-9_+'-]+(?:::[a-z0-9-]+)?):|\n/gu;

export function parseInline(source: string): readonly Inline[] {
  const result: Inline[] = [];
  let from = 0;
  const plain = (until: number) => {
    if (until > from) result.push({ kind: 'text', text: unescapeEntities(source.slice(from, until)) });
  };
  for (const match of source.matchAll(token)) {
    plain(match.index);
    result.push(fromMatch(match));
    from = match.index + match[0].length;
  }
  plain(source.length);
  return result;
}

function fromMatch(match: RegExpExecArray): Inline {
  const [whole, code, reference, bold, italic, strike, emoji] = match;
  if (code !== undefined) return { kind: 'code', text: unescapeEntities(code) };
  if (reference !== undefined) return parseReference(reference);
  if (bold !== undefined) return { kind: 'bold', children: parseInline(bold) };
  if (italic !== undefined) return { kind: 'italic', children: parseInline(italic) };
  if (strike !== undefined) return { kind: 'strike', children: parseInline(strike) };
  if (emoji !== undefined) return { kind: 'emoji', name: emoji };
  return whole === '\n' ? { kind: 'break' } : { kind: 'text', text: whole };
}
