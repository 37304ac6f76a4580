import type { ImageBlock, ModalView } from '@slack/types';
import type { Command } from '../../core/command.ts';
import { isPlanning } from '../../core/command.ts';
import type { Asked } from '../../core/intake.ts';
import type { Message } from '../../core/message.ts';
import { failureMessage } from '../failure-message.ts';
import { formTitle } from '../forms/form-view.ts';
import { messageView } from '../forms/message-view.ts';
import type { FormState } from '../forms/packed-state.ts';
import { updateView } from './open-view.ts';
import { showInView } from './show-in-view.ts';
import type { SlackContext } from './slack-context.ts';

/** An answer as a modal shows it, and how it looks once its pictures are there. */
export interface ShownAnswer {
  readonly view: ModalView;
  readonly message: Message;
  readonly draw: (pictures: readonly ImageBlock[]) => ModalView;
}

export const shownAnswer = (title: string, message: Message, state: FormState): ShownAnswer => ({
  view: messageView(title, message, state),
  message,
  draw: (pictures) => messageView(title, message, state, pictures),
});

/** Puts an answer into an open modal, its words first. */
export async function showAnswer(context: SlackContext, viewId: string, answer: ShownAnswer): Promise<void> {
  const hash = await updateView(context, viewId, answer.view);
  await showInView(context, { id: viewId, hash }, answer.message, answer.draw);
}

/** A button that names all a command needs, of one that only reads, needs no form in between. */
export const answersAtOnce = (command: Command, input: FormState['input']): boolean =>
  !isPlanning(command) && command.onlyReads === true && command.input.safeParse(input).success;

/** Asks a command that only reads, and fills the modal with what it says. */
export async function answerInView(
  context: SlackContext,
  command: Command,
  viewId: string,
  asked: Omit<Asked, 'command'>,
): Promise<void> {
  const message = await context.intake.submit({ ...asked, command: command.name }).then(
    (reply) => reply.message,
    (error: unknown) => failureMessage(error, context.log, { command: command.name, userId: asked.actor.userId }),
  );
  const state = { command: command.name, channel: asked.channel, input: {} };
  await showAnswer(context, viewId, shownAnswer(formTitle(command), message, state));
}
