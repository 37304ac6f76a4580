import type { ComponentType } from 'preact';
import { TextObject } from '../text/text-object.tsx';
import { ActionsBlock } from './actions-block.tsx';
import { ContextBlock } from './context-block.tsx';
import { ImageBlock } from './image-block.tsx';
import { blockIdOf } from './initial-value.ts';
import { InputBlock } from './input-block.tsx';
import { asString, type JsonRecord, textOf } from './json.ts';
import { MarkdownBlock } from './markdown-block.tsx';
import { RichTextBlock } from './rich-text-block.tsx';
import { SectionBlock } from './section-block.tsx';

export interface BlockProps {
  readonly block: JsonRecord;
  readonly blockId: string;
}

function HeaderBlock({ block }: BlockProps) {
  return (
    <h3 class="block-header">
      <TextObject value={block['text']} />
    </h3>
  );
}

function DividerBlock() {
  return <hr class="block-divider" />;
}

const drawers: Readonly<Record<string, ComponentType<BlockProps>>> = {
  section: SectionBlock,
  header: HeaderBlock,
  context: ContextBlock,
  actions: ActionsBlock,
  divider: DividerBlock,
  image: ImageBlock,
  input: InputBlock,
  rich_text: RichTextBlock,
  markdown: MarkdownBlock,
};

/** Any list of blocks, in a message, a modal or the Home tab. An unknown type says so instead of hiding. */
export function BlockList({ blocks }: { readonly blocks: readonly JsonRecord[] }) {
  return (
    <div class="blocks">
      {blocks.map((block, index) => {
        const blockId = blockIdOf(block, index);
        const Draw = drawers[asString(block['type'])];
        return (
          <div key={blockId} class={`block block-of-${asString(block['type'])}`} data-block={blockId}>
            {Draw ? <Draw block={block} blockId={blockId} /> : <UnknownBlock block={block} />}
          </div>
        );
      })}
    </div>
  );
}

function UnknownBlock({ block }: { readonly block: JsonRecord }) {
  return (
    <p class="unknown-block">
      The sandbox does not draw “{asString(block['type'])}” blocks. {textOf(block['text'])}
    </p>
  );
}
