import { safeUrl } from './safe-url.ts';
import type { Inline, Paragraph } from './tree.ts';

/** The plain part of standard Markdown that `markdown` blocks use: headings, lists, quotes, fences, emphasis, links. */
export function parseMarkdown(source: string): readonly Paragraph[] {
  const result: Paragraph[] = [];
  let fence: string[] | undefined;
  for (const line of source.split('\n')) {
    if (/^\s*```/.test(line)) {
      if (fence) result.push({ kind: 'pre', text: fence.join('\n') });
      fence = fence ? undefined : [];
    } else if (fence) fence.push(line);
    else if (line.trim() !== '') result.push(parseLine(line));
  }
  if (fence) result.push({ kind: 'pre', text: fence.join('\n') });
  return result;
}

const shapes = [
  ['heading', /^#{1,6}\s+(.*)$/],
  ['bullet', /^\s*(?:[-*+]|\d+\.)\s+(.*)$/],
  ['quote', /^>\s?(.*)$/],
] as const;

function parseLine(line: string): Paragraph {
  for (const [kind, shape] of shapes) {
    const match = shape.exec(line);
    if (match) return { kind, children: parseSpan(match[1] ?? '') };
  }
  return { kind: 'lines', children: parseSpan(line) };
}

const token = /`([^`]+)`|\*\*([^*]+)\*\*|~~([^~]+)~~|[*_]([^*_\s][^*_]*)[*_]|\[([^\]]+)\]\(([^)\s]+)\)/g;

function parseSpan(source: string): readonly Inline[] {
  const result: Inline[] = [];
  let from = 0;
  for (const match of source.matchAll(token)) {
    if (match.index > from) result.push({ kind: 'text', text: source.slice(from, match.index) });
    result.push(fromMatch(match));
    from = match.index + match[0].length;
  }
  if (from < source.length) result.push({ kind: 'text', text: source.slice(from) });
  return result;
}

function fromMatch([whole, code, bold, strike, italic, label, address]: RegExpExecArray): Inline {
  if (code !== undefined) return { kind: 'code', text: code };
  if (bold !== undefined) return { kind: 'bold', children: parseSpan(bold) };
  if (strike !== undefined) return { kind: 'strike', children: parseSpan(strike) };
  if (italic !== undefined) return { kind: 'italic', children: parseSpan(italic) };
  const url = safeUrl(address ?? '');
  return url ? { kind: 'link', url, label: label ?? url } : { kind: 'text', text: whole };
}
