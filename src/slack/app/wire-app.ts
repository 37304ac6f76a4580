import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
} from '@slack/bolt';
import { choiceAction } from '../forms/field-block.ts';
import { formCallback } from '../forms/form-view.ts';
import { menuAction } from '../forms/menu-view.ts';
import { changeAction, previewCallback } from '../forms/message-view.ts';
import { rejectCallback } from '../forms/reject-view.ts';
import { handleCommand } from './handle-command.ts';
import { actorOf, handleDecision } from './handle-decision.ts';
import { handleForm, handleSend, type Submission, type ViewAck } from './handle-form.ts';
import { handleOpening } from './handle-opening.ts';
import { handleRejection } from './handle-rejection.ts';
import { publishHome } from './publish-home.ts';
import type { SlackContext } from './slack-context.ts';
import { suggestChoices } from './suggest-choices.ts';

const isOneOf = (...ids: readonly string[]) =>
  new RegExp(`^(${ids.map((id) => id.replaceAll('.', '\\.')).join('|')})$`);

type ViewArgs = SlackViewMiddlewareArgs & AllMiddlewareArgs;

/** The guard before Bolt has looked whether all of it is there. */
function submissionOf({ body, view }: ViewArgs): Submission {
  return {
    actor: actorOf(body.user),
    viewId: view.id,
    metadata: view.private_metadata,
    values: view.state.values as unknown as Submission['values'],
  };
}

/** Says which handler answers what. Every matching listener of Bolt runs, so that no two patterns may overlap. */
export function wireApp(app: App, context: SlackContext): void {
  app.command(context.slash, ({ command, ack }) => handleCommand(context, command, (answer) => ack(answer)));

  const onDecision = isOneOf(
    'assay.approve',
    'assay.reject',
    'assay.details',
    'assay.withdraw',
    'assay.cancel',
    'assay.retry',
  );
  app.action(onDecision, async ({ ack, body }: SlackActionMiddlewareArgs & AllMiddlewareArgs) => {
    const action = body as BlockAction;
    await handleDecision(context, action, () => ack());
    if (action.view?.type === 'home') await publishHome(context, actorOf(action.user));
  });

  const onOpening = new RegExp(`${isOneOf(menuAction, changeAction).source}|^assay\\.offer\\.\\d+$`);
  app.action(onOpening, ({ ack, body }: SlackActionMiddlewareArgs & AllMiddlewareArgs) =>
    handleOpening(context, body as BlockAction, () => ack()),
  );

  // Choosing in a form sends nothing by itself; should Slack send it all the same, it wants an ack.
  app.action(isOneOf(choiceAction, 'assay.value'), ({ ack }) => ack());

  app.options(choiceAction, async ({ ack, payload, body }) => {
    const { view } = body as { view?: { private_metadata: string } };
    const options = await suggestChoices(context, {
      actor: actorOf(body.user),
      metadata: view?.private_metadata ?? '',
      blockId: payload.block_id,
      query: payload.value,
    });
    await ack({ options: [...options] });
  });

  const views = [
    [formCallback, handleForm],
    [previewCallback, handleSend],
    [rejectCallback, handleRejection],
  ] as const;
  for (const [callback, handle] of views)
    app.view({ callback_id: callback, type: 'view_submission' }, (args: ViewArgs) =>
      handle(context, submissionOf(args), args.ack as unknown as ViewAck),
    );

  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab === 'home') await publishHome(context, { userId: event.user, teamId: body.team_id });
  });
}
