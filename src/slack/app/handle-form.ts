import type { ModalView } from '@slack/types';
import { type Command, isPlanning } from '../../core/command.ts';
import type { Asked } from '../../core/intake.ts';
import type { Message } from '../../core/message.ts';
import { UserError } from '../../core/outcome.ts';
import type { Actor } from '../../core/people.ts';
import { failureMessage } from '../failure-message.ts';
import { fieldBlockId } from '../forms/field-block.ts';
import { formTitle, formView } from '../forms/form-view.ts';
import { goneView, loadingView, messageView, previewView } from '../forms/message-view.ts';
import { type FormState, packState, unpackState } from '../forms/packed-state.ts';
import { readForm, type ViewValues } from '../forms/read-form.ts';
import { visible } from '../rendering/visible.ts';
import { type ShownAnswer, showAnswer, shownAnswer } from './answer-in-view.ts';
import { noteAnswered } from './note-answered.ts';
import { updateView } from './open-view.ts';
import { type SlackContext, viewWithinMs } from './slack-context.ts';
import { within } from './within.ts';

/** A submitted modal, as much of it as is used. */
export interface Submission {
  readonly actor: Actor;
  readonly viewId: string;
  readonly metadata: string;
  readonly values: ViewValues;
}

/** Slack's answers to a submission. */
export type ViewAck = (
  response?:
    | { response_action: 'update'; view: ModalView }
    | { response_action: 'errors'; errors: Record<string, string> },
) => Promise<void>;

/** What the modal shows next: another view, or what is wrong beside its fields. */
type Next =
  | { readonly view: ModalView; readonly answer?: ShownAnswer }
  | { readonly errors: Record<string, string>; readonly otherwise: ModalView };

/** After a loading view was acked, Slack may apply an update that overtakes the ack first, and load for ever. */
const overtakeMs = 300;

/** Answers a submission with what comes next; shows a loading view when that takes too long. */
async function showNext(
  context: SlackContext,
  viewId: string,
  work: Promise<Next>,
  loading: () => ModalView,
  ack: ViewAck,
): Promise<void> {
  const outcome = await within(work, viewWithinMs);
  if (outcome.inTime) {
    const next = outcome.value;
    if ('errors' in next) return ack({ response_action: 'errors', errors: next.errors });
    await ack({ response_action: 'update', view: next.view });
    if (!next.answer?.message.pictures?.length) return;
    // Shown once more: only an update tells under which hash it stands, and only the hash keeps the picture from
    // being put over whatever the person opens meanwhile.
    await new Promise((resolve) => setTimeout(resolve, overtakeMs));
    return showAnswer(context, viewId, next.answer);
  }
  await ack({ response_action: 'update', view: loading() });
  const [next] = await Promise.all([work, new Promise((resolve) => setTimeout(resolve, overtakeMs))]);
  if ('view' in next && next.answer) return showAnswer(context, viewId, next.answer);
  await updateView(context, viewId, 'errors' in next ? next.otherwise : next.view);
}

/** Slack tells a person nothing of an error beside a field that the form they have open has not. */
const hasFields = ({ values }: Submission, blocks: readonly string[]): boolean =>
  blocks.every((block) => Object.hasOwn(values, block));

/** What went wrong: beside its field where it has one, else over the form, which keeps everything that was typed. */
function failed(
  context: SlackContext,
  command: Command,
  state: FormState,
  error: unknown,
  submission: Submission,
): Next {
  const message = failureMessage(error, context.log, { command: command.name, userId: submission.actor.userId });
  const otherwise = formView(command, state, message);
  const field = error instanceof UserError ? error.field : undefined;
  // Beside a field there is room for words only; buttons and lists stand over the form.
  const isWordy = error instanceof UserError && error.lines.length + error.offers.length > 0;
  if (error instanceof UserError && field && !isWordy && hasFields(submission, [fieldBlockId(field)])) {
    const words = error.hint ? `${error.message} ${error.hint}` : error.message;
    return { errors: { [fieldBlockId(field)]: visible(words) }, otherwise };
  }
  return { view: otherwise };
}

const askedOf = (state: FormState, { actor, viewId }: Submission): Asked => ({
  command: state.command,
  input: state.input,
  actor,
  channel: state.channel,
  // One view is one request: the same submission delivered twice, or sent twice by a double click, makes one run.
  requestKey: `view:${viewId}`,
});

/** A filled-in form: its mistakes beside the fields, else the plan to look at, or the answer. */
export async function handleForm(context: SlackContext, submission: Submission, ack: ViewAck): Promise<void> {
  const known = unpackState(submission.metadata);
  const command = known && context.catalogue.commands.get(known.command);
  if (!known || !command) return ack({ response_action: 'update', view: goneView() });
  const { input, errors } = readForm(command, submission.values, fieldBlockId);
  const state: FormState = { ...known, input: input as FormState['input'] };
  const title = formTitle(command);
  if (errors.size > 0) {
    const beside = Object.fromEntries([...errors].map(([name, message]) => [fieldBlockId(name), visible(message)]));
    if (hasFields(submission, Object.keys(beside))) return ack({ response_action: 'errors', errors: beside });
    const problem: Message = { title: 'This form is from an older version', lines: [...new Set(errors.values())] };
    return ack({ response_action: 'update', view: formView(command, state, problem) });
  }
  let told = async (): Promise<void> => {};
  const next = async (): Promise<Next> => {
    try {
      packState(state);
      const asked = askedOf(state, submission);
      if (isPlanning(command)) {
        const preview = await context.intake.preview(asked);
        if (preview.kind === 'plan') return { view: previewView(title, preview.message, state) };
        told = () => noteAnswered(context.intake, asked, preview, 'ack');
        return { view: messageView(title, preview.message, state) };
      }
      const { message } = await context.intake.submit(asked);
      const answer = shownAnswer(title, message, state);
      return { view: answer.view, answer };
    } catch (error) {
      return failed(context, command, state, error, submission);
    }
  };
  await showNext(context, submission.viewId, next(), () => loadingView(title, undefined, state), ack);
  await told();
}

/** "Send" under a plan: now it is asked for, and the modal says what became of it. */
export async function handleSend(context: SlackContext, submission: Submission, ack: ViewAck): Promise<void> {
  const state = unpackState(submission.metadata);
  const command = state && context.catalogue.commands.get(state.command);
  if (!state || !command) return ack({ response_action: 'update', view: goneView() });
  const title = formTitle(command);
  const asked = askedOf(state, submission);
  let told = async (): Promise<void> => {};
  const next = async (): Promise<Next> => {
    try {
      const reply = await context.intake.submit(asked);
      told = () => noteAnswered(context.intake, asked, reply, 'ack');
      return { view: messageView(title, reply.message, state) };
    } catch (error) {
      const outcome = failed(context, command, state, error, submission);
      // There are no fields in this view to put an error beside: back to the form, with the reason on top.
      return { view: 'errors' in outcome ? outcome.otherwise : outcome.view };
    }
  };
  await showNext(context, submission.viewId, next(), () => loadingView(title, 'Sending …', state), ack);
  await told();
}
