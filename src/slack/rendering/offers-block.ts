import type { ActionsBlock, Button } from '@slack/types';
import { z } from 'zod';
import type { Offer } from '../../core/message.ts';
import { cut, limits } from './limits.ts';

/** What an offer's button carries: which form to open, and what to fill in. It grants nothing. */
const OfferValue = z.object({ c: z.string(), i: z.record(z.string(), z.string()) });

/** Reads an offer's button; undefined when somebody else made its value. */
export function readOffer(value: string): Pick<Offer, 'command' | 'input'> | undefined {
  try {
    const { c, i } = OfferValue.parse(JSON.parse(value));
    return { command: c, input: i };
  } catch {
    return undefined;
  }
}

function button(offer: Offer, index: number): Button | undefined {
  const value = JSON.stringify({ c: offer.command, i: offer.input });
  // Too much to carry: a button that would open a half-filled form is worse than none.
  if (value.length > limits.buttonValue) return undefined;
  return {
    type: 'button',
    action_id: `assay.offer.${index}`,
    text: { type: 'plain_text', text: cut(offer.label, limits.buttonText) || offer.command, emoji: false },
    value,
    ...(offer.style ? { style: offer.style } : {}),
  };
}

/** Offers as buttons, as many as a row holds beside a few others. */
export const offerButtons = (offers: readonly Offer[]): readonly Button[] =>
  offers.slice(0, limits.actionsElements - 5).flatMap((offer, index) => button(offer, index) ?? []);

/** Offers as one row of buttons. @param blockId must be unique in the message */
export function offersBlock(offers: readonly Offer[], blockId = 'assay:offers'): ActionsBlock | undefined {
  const elements = [...offerButtons(offers)];
  return elements.length === 0 ? undefined : { type: 'actions', block_id: blockId, elements };
}
