import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { ButtonValue } from '../cards/card-buttons.ts';
import { contextBlock } from '../rendering/context-block.ts';
import { modal } from './modal.ts';

export const rejectCallback = 'assay.reject-view';
export const reasonBlock = 'reason';

const RejectState = z.object({ runId: z.string(), digest: z.string() });

/** Which request a submitted rejection is about; undefined when it is not one of ours. */
export function readRejectState(packed: string): ButtonValue | undefined {
  try {
    return RejectState.parse(JSON.parse(packed));
  } catch {
    return undefined;
  }
}

/** A rejection needs a reason; everybody sees it on the card. */
export const rejectView = (value: ButtonValue): ModalView =>
  modal({
    callbackId: rejectCallback,
    title: 'Reject the request',
    submit: 'Reject',
    close: 'Cancel',
    metadata: JSON.stringify({ runId: value.runId, digest: value.digest }),
    blocks: [
      {
        type: 'input',
        block_id: reasonBlock,
        label: { type: 'plain_text', text: 'Why?' },
        hint: { type: 'plain_text', text: 'The requester and everybody in the channel will read it.' },
        element: {
          type: 'plain_text_input',
          action_id: 'assay.value',
          multiline: true,
          min_length: 3,
          max_length: 500,
        },
      },
      contextBlock(`${value.runId} · document ${value.digest.slice(0, 10)}`),
    ],
  });
