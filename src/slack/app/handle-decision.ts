import type { BlockAction, ButtonAction } from '@slack/bolt';
import { admission } from '../../approvals/admission.ts';
import { orSayUndone } from '../../approvals/ask-directory.ts';
import type { Desk } from '../../core/command.ts';
import type { Message } from '../../core/message.ts';
import { UserError } from '../../core/outcome.ts';
import type { Actor } from '../../core/people.ts';
import { type ButtonValue, type Decision, decisions, readButtonValue } from '../cards/card-buttons.ts';
import { failureMessage } from '../failure-message.ts';
import { loadingView, messageView } from '../forms/message-view.ts';
import { rejectView } from '../forms/reject-view.ts';
import { answerPrivately, type Reach } from './answer-privately.ts';
import { detailsMessage } from './details-message.ts';
import { openView, updateView } from './open-view.ts';
import { ackWithinMs, type SlackContext } from './slack-context.ts';
import { within } from './within.ts';

const runBlock = /^assay:run:[0-9a-f]{12}$/;

const isDecision = (word: string | undefined): word is Decision => (decisions as readonly unknown[]).includes(word);

/** A click is a stranger: exactly one action, our block, an action and a value we know. Anything else is not ours. */
function readClick(body: BlockAction): { readonly decision: Decision; readonly value: ButtonValue } | undefined {
  const [action, ...more] = body.actions;
  if (!action || more.length > 0 || action.type !== 'button' || !runBlock.test(action.block_id)) return undefined;
  const decision = /^assay\.(.+)$/.exec(action.action_id)?.[1];
  const value = readButtonValue((action as ButtonAction).value);
  return isDecision(decision) && value ? { decision, value } : undefined;
}

/** Who clicked, by Slack's signed payload; a missing team is nobody's and is refused later. */
export const actorOf = (user: { readonly id: string; readonly team_id?: string | undefined }): Actor => ({
  userId: user.id,
  teamId: user.team_id ?? '',
});

/** Where the person who clicked can be answered. */
export const reachOf = (body: BlockAction): Reach => ({
  userId: body.user.id,
  responseUrl: body.response_url || undefined,
  channel: body.channel?.id,
});

function decide(
  desk: Desk,
  decision: Decision,
  actor: Actor,
  { runId, digest }: ButtonValue,
  delivery: string,
): Promise<Message> {
  if (decision === 'approve') return desk.vote(actor, runId, { kind: 'approve', digest }, delivery);
  if (decision === 'withdraw') return desk.withdraw(actor, runId, delivery);
  if (decision === 'cancel') return desk.cancel(actor, runId, delivery);
  return desk.retry(actor, runId, delivery);
}

/** @throws UserError also for whoever is no full member: a card stands where guests and strangers see it, too */
async function detailsFor(context: SlackContext, actor: Actor, runId: string): Promise<Message> {
  const { asking: directory, settings } = context;
  const asked = admission({ directory, settings }, actor, 'details', 'everybody');
  const refusal = await orSayUndone(asked, 'Nothing is shown.');
  if (refusal) throw new UserError(refusal.code, refusal.sentence);
  return detailsMessage(context, runId);
}

async function showDetails(context: SlackContext, body: BlockAction, runId: string): Promise<void> {
  const opened = await openView(
    context,
    body.trigger_id,
    loadingView('Details', 'Reading the record …'),
    reachOf(body),
  );
  if (!opened) return;
  const message = await detailsFor(context, actorOf(body.user), runId).catch((error: unknown) =>
    failureMessage(error, context.log, { runId, userId: body.user.id }),
  );
  await updateView(context, opened, messageView('Details', message));
}

/** A button of a card. The answer is private; the card itself changes when the record does. */
export async function handleDecision(
  context: SlackContext,
  body: BlockAction,
  ack: () => Promise<void>,
): Promise<void> {
  const click = readClick(body);
  const reach = reachOf(body);
  if (!click) {
    await ack();
    const lines = ['It belongs to an older message. Use the newest card, or type the command.'];
    return answerPrivately(context, reach, { title: 'This button is no longer in use', tone: 'warning', lines });
  }
  const { decision, value } = click;
  if (decision === 'reject') {
    await Promise.all([ack(), openView(context, body.trigger_id, rejectView(value), reach)]);
    return;
  }
  if (decision === 'details') {
    await Promise.all([ack(), showDetails(context, body, value.runId)]);
    return;
  }
  const actor = actorOf(body.user);
  const work = decide(context.desk, decision, actor, value, `trigger:${body.trigger_id}`).catch((error: unknown) =>
    failureMessage(error, context.log, { runId: value.runId, userId: actor.userId, decision }),
  );
  // Acked when it is stored: a crash before leaves the click unacked, and Slack tells the person so.
  await within(work, ackWithinMs);
  await ack().catch((error: unknown) => context.log.warn({ err: error }, 'click could not be acked'));
  await answerPrivately(context, reach, await work);
}
