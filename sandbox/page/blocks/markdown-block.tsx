import { useMemo } from 'preact/hooks';
import { Paragraphs } from '../text/draw-text.tsx';
import { parseMarkdown } from '../text/markdown.ts';
import type { BlockProps } from './block-list.tsx';
import { asString } from './json.ts';

export function MarkdownBlock({ block }: BlockProps) {
  const text = asString(block['text']);
  const nodes = useMemo(() => parseMarkdown(text), [text]);
  return (
    <div class="markdown">
      <Paragraphs nodes={nodes} />
    </div>
  );
}
