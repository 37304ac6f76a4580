import type { ModalView } from '@slack/types';
import { failureMessage } from '../failure-message.ts';
import { viewProblems } from '../rendering/validate.ts';
import { isViewGone, refusalCode } from '../slack-failure.ts';
import { answerPrivately, type Reach } from './answer-privately.ts';
import type { SlackContext } from './slack-context.ts';

/** Slack has five spellings for "you took longer than three seconds, or used it twice". */
const expired = [
  'expired_trigger_id',
  'trigger_expired',
  'exchanged_trigger_id',
  'trigger_exchanged',
  'invalid_trigger_id',
];

/** A view Slack will refuse is a bug of ours: the log says where, Slack's own answer would not. */
function warnOfProblems({ log }: SlackContext, view: ModalView): void {
  const problems = viewProblems(view);
  if (problems.length > 0) log.error({ problems, callbackId: view.callback_id }, 'view breaks the limits of Slack');
}

/**
 * Opens a modal, or tells the person that it could not be opened.
 * @returns the view's id when it is open
 */
export async function openView(
  context: SlackContext,
  trigger: string,
  view: ModalView,
  reach: Reach,
): Promise<string | undefined> {
  warnOfProblems(context, view);
  try {
    const { view: opened } = await context.client.views.open({ trigger_id: trigger, view });
    return opened?.id;
  } catch (error) {
    const isLate = expired.includes(refusalCode(error) ?? '') || /trigger_id/.test(String(error));
    const message = isLate
      ? { title: 'That took too long for Slack', tone: 'warning' as const, lines: ['Please try once more.'] }
      : failureMessage(error, context.log, { userId: reach.userId });
    await answerPrivately(context, reach, message);
    return undefined;
  }
}

/**
 * Replaces an open modal's content; a modal that was closed meanwhile is nobody's mistake.
 * @param reach the person who waits for it: told when Slack does not take it
 * @returns the hash of the view as it is now shown, undefined when it could not be updated
 */
export async function updateView(
  context: SlackContext,
  viewId: string,
  view: ModalView,
  reach?: Reach,
): Promise<string | undefined> {
  warnOfProblems(context, view);
  try {
    const { view: shown } = await context.client.views.update({ view_id: viewId, view });
    return shown?.hash;
  } catch (error) {
    context.log.info({ err: error }, 'view could not be updated');
    if (reach && !isViewGone(error))
      await answerPrivately(context, reach, failureMessage(error, context.log, { userId: reach.userId }));
    return undefined;
  }
}
