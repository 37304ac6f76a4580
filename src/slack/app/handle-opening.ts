import type { BlockAction, ButtonAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Command } from '../../core/command.ts';
import { formTitle, formView } from '../forms/form-view.ts';
import { menuAction } from '../forms/menu-view.ts';
import { changeAction, loadingView } from '../forms/message-view.ts';
import { type FormState, unpackState } from '../forms/packed-state.ts';
import { readOffer } from '../rendering/offers-block.ts';
import { answerInView, answersAtOnce } from './answer-in-view.ts';
import { answerPrivately } from './answer-privately.ts';
import { actorOf, reachOf } from './handle-decision.ts';
import { openView, updateView } from './open-view.ts';
import type { SlackContext } from './slack-context.ts';

interface Wanted {
  readonly command: Command;
  readonly state: FormState;
}

/** What a button asks for: an offer's command, a menu entry's, or the one behind a plan. */
function wantedOf(context: SlackContext, body: BlockAction): Wanted | undefined {
  const [action, ...more] = body.actions;
  if (!action || more.length > 0 || action.type !== 'button') return undefined;
  const { action_id: actionId, value = '' } = action as ButtonAction;
  const remembered = unpackState(body.view?.private_metadata ?? '');
  const channel = body.channel?.id ?? remembered?.channel ?? context.settings.channels.requests;
  const asked =
    actionId === changeAction ? remembered : actionId === menuAction ? { command: value, input: {} } : readOffer(value);
  const command = asked && context.catalogue.commands.get(asked.command);
  return command && { command, state: { command: command.name, channel, input: asked.input } };
}

/** Shows a view: in place inside a modal, as a new modal from a message or the home tab. */
async function show(context: SlackContext, body: BlockAction, view: ModalView): Promise<string | undefined> {
  if (body.view?.type !== 'modal') return openView(context, body.trigger_id, view, reachOf(body));
  await updateView(context, body.view.id, view, reachOf(body));
  return body.view.id;
}

/** A button that opens a form, or, where nothing is left to fill in and nothing can change, the answer itself. */
export async function handleOpening(context: SlackContext, body: BlockAction, ack: () => Promise<void>): Promise<void> {
  const wanted = wantedOf(context, body);
  if (!wanted) {
    await ack();
    const lines = [`Type ${context.slash} to see what there is.`];
    return answerPrivately(context, reachOf(body), {
      title: 'This button is no longer in use',
      tone: 'warning',
      lines,
    });
  }
  const { command, state } = wanted;
  const isOffer = body.actions[0]?.action_id.startsWith('assay.offer.') === true;
  if (!isOffer || !answersAtOnce(command, state.input)) {
    await Promise.all([ack(), show(context, body, formView(command, state))]);
    return;
  }
  const loading = loadingView(formTitle(command), undefined, state);
  const [viewId] = await Promise.all([show(context, body, loading), ack()]);
  if (!viewId) return;
  await answerInView(context, command, viewId, {
    input: state.input,
    actor: actorOf(body.user),
    channel: state.channel,
    requestKey: `trigger:${body.trigger_id}`,
  });
}
