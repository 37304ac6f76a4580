import type { KnownBlock, ModalView } from '@slack/types';
import type { Message } from '../../core/message.ts';
import { fitMessage, textOnly } from '../rendering/fit-message.ts';
import { modal } from './modal.ts';
import { type FormState, packState } from './packed-state.ts';

export const previewCallback = 'assay.preview';
const shownCallback = 'assay.shown';
/** Back from the plan to the form, with everything that was filled in. */
export const changeAction = 'assay.change';

function blocksOf(message: Message, extra: readonly KnownBlock[] = []): readonly KnownBlock[] {
  const { blocks } = fitMessage(message, extra);
  if (blocks.length > 0) return blocks;
  const { text } = textOnly(message);
  return [{ type: 'section', text: { type: 'plain_text', text: text.slice(0, 2900), emoji: false } }];
}

/**
 * A message as a modal: an answer, a failure, details. `state` keeps the channel for offers in it.
 * @param extra its pictures, between the words and the buttons
 */
export const messageView = (
  title: string,
  message: Message,
  state?: Pick<FormState, 'command' | 'channel'>,
  extra: readonly KnownBlock[] = [],
): ModalView =>
  modal({
    callbackId: shownCallback,
    title,
    blocks: blocksOf(message, extra),
    ...(state ? { metadata: packState({ ...state, input: {} }) } : {}),
  });

/** While AWS or the store is being asked. */
export const loadingView = (title: string, words = 'Looking at AWS …', state?: FormState): ModalView =>
  messageView(title, { title: words, lines: ['This view fills itself in.'] }, state);

/** For a form that remembers nothing this version can read. */
export const goneView = (title = 'Assay'): ModalView =>
  messageView(title, {
    title: 'This form is from an older version',
    tone: 'warning',
    lines: ['Close it and open it again.'],
  });

/** What would happen, before it is sent: the plan, "Send", and a way back. */
export function previewView(title: string, plan: Message, state: FormState): ModalView {
  const change: KnownBlock = {
    type: 'actions',
    block_id: 'assay:change',
    elements: [{ type: 'button', action_id: changeAction, text: { type: 'plain_text', text: 'Change …' } }],
  };
  return modal({
    callbackId: previewCallback,
    title,
    submit: 'Send',
    close: 'Cancel',
    metadata: packState(state),
    blocks: [...blocksOf({ ...plan, offers: [] }), change],
  });
}
