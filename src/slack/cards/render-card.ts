import type { KnownBlock } from '@slack/types';
import { digestOf } from '../../core/json.ts';
import { fitMessage, textOnly } from '../rendering/fit-message.ts';
import type { Rendered } from '../rendering/render-message.ts';
import type { Card } from './run-card.ts';

/** A card ready to be posted. */
export interface RenderedCard extends Rendered {
  /** Digest of what it shows: equal digests, equal cards, no edit needed. */
  readonly shown: string;
}

/** Slack asks for fresh block ids when a message is edited: the content's digest is one that changes with it. */
const stamp = (block: KnownBlock, shown: string): KnownBlock =>
  block.block_id === undefined ? block : { ...block, block_id: `${block.block_id}:${shown.slice(0, 12)}` };

/**
 * A card as blocks that Slack takes.
 * @param from 0 for the whole card; more for shorter versions; `text` where Slack refuses every block
 */
export function renderCard(card: Card, from: number | 'text' = 0): RenderedCard {
  const { blocks, text } = from === 'text' ? textOnly(card.message) : fitMessage(card.message, card.buttons, from);
  const shown = digestOf({ blocks, text });
  return { blocks: blocks.map((block) => stamp(block, shown)), text, shown };
}
