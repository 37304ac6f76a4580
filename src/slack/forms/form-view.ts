import type { ModalView } from '@slack/types';
import { type Command, isPlanning } from '../../core/command.ts';
import { fieldsOf } from '../../core/input.ts';
import type { Message } from '../../core/message.ts';
import { contextBlock } from '../rendering/context-block.ts';
import { offersBlock } from '../rendering/offers-block.ts';
import { richBlock } from '../rendering/rich-text.ts';
import { fieldBlock } from './field-block.ts';
import { modal } from './modal.ts';
import { type FormState, packState } from './packed-state.ts';

export const formCallback = 'assay.form';

/** The words over a command's modal. */
export const formTitle = (command: Command): string =>
  command.menu?.label ?? command.name.charAt(0).toUpperCase() + command.name.slice(1);

/**
 * A command as a form, made from its fields.
 * @param state what is known already stands in its fields
 * @param problem shown on top: why it did not work the last time, with the way out as buttons where there is one
 */
export function formView(command: Command, state: FormState, problem?: Message): ModalView {
  const blocks = fieldsOf(command.input).map((field) => fieldBlock(field, state.input[field.name]));
  const offers = offersBlock(problem?.offers ?? []);
  const said = problem ? [`⚠️ ${problem.title}`, ...(problem.lines ?? [])] : [];
  return modal({
    callbackId: formCallback,
    title: formTitle(command),
    submit: isPlanning(command) ? 'See the plan' : 'Go',
    close: 'Cancel',
    // What was typed comes back with the submission itself: only what it does not carry is kept.
    metadata: packState({ command: command.name, channel: state.channel, input: {} }),
    blocks: [
      ...(said.length > 0 ? [richBlock(said)] : []),
      ...(offers ? [offers] : []),
      contextBlock(command.summary),
      ...blocks,
    ],
  });
}
