import type { BlockAction, ButtonAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { formView } from '../forms/form-view.ts';
import { menuAction } from '../forms/menu-view.ts';
import { changeAction } from '../forms/message-view.ts';
import { unpackState } from '../forms/packed-state.ts';
import { readOffer } from '../rendering/offers-block.ts';
import { answerPrivately } from './answer-privately.ts';
import { reachOf } from './handle-decision.ts';
import { openView, updateView } from './open-view.ts';
import type { SlackContext } from './slack-context.ts';

/** The form a button asks for: an offer's, a menu entry's, or the one behind a plan. */
function formOf(context: SlackContext, body: BlockAction): ModalView | undefined {
  const [action, ...more] = body.actions;
  if (!action || more.length > 0 || action.type !== 'button') return undefined;
  const { action_id: actionId, value = '' } = action as ButtonAction;
  const remembered = unpackState(body.view?.private_metadata ?? '');
  const channel = body.channel?.id ?? remembered?.channel ?? context.settings.channels.requests;
  const asked =
    actionId === changeAction ? remembered : actionId === menuAction ? { command: value, input: {} } : readOffer(value);
  const command = asked && context.catalogue.commands.get(asked.command);
  return command && formView(command, { command: command.name, channel, input: asked.input });
}

/** A button that opens a form: in place inside a modal, as a new modal from a message or the home tab. */
export async function handleOpening(context: SlackContext, body: BlockAction, ack: () => Promise<void>): Promise<void> {
  const view = formOf(context, body);
  if (!view) {
    await ack();
    const lines = [`Type ${context.slash} to see what there is.`];
    return answerPrivately(context, reachOf(body), {
      title: 'This button is no longer in use',
      tone: 'warning',
      lines,
    });
  }
  const inModal = body.view?.type === 'modal' ? body.view.id : undefined;
  await Promise.all([
    ack(),
    inModal ? updateView(context, inModal, view) : openView(context, body.trigger_id, view, reachOf(body)),
  ]);
}
