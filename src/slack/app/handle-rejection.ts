import { UserError } from '../../core/outcome.ts';
import { failureMessage } from '../failure-message.ts';
import { goneView, loadingView, messageView } from '../forms/message-view.ts';
import { readRejectState, reasonBlock } from '../forms/reject-view.ts';
import type { Submission, ViewAck } from './handle-form.ts';
import { updateView } from './open-view.ts';
import { type SlackContext, viewWithinMs } from './slack-context.ts';
import { within } from './within.ts';

const title = 'Reject the request';

function reasonOf({ values }: Submission): string {
  const [element] = Object.values(values[reasonBlock] ?? {}) as ({ readonly value?: string | null } | undefined)[];
  return (element?.value ?? '').trim();
}

/** A rejection with its reason: stored before the modal says so. */
export async function handleRejection(context: SlackContext, submission: Submission, ack: ViewAck): Promise<void> {
  const about = readRejectState(submission.metadata);
  const reason = reasonOf(submission);
  if (!about) return ack({ response_action: 'update', view: goneView(title) });
  if (reason === '')
    return ack({ response_action: 'errors', errors: { [reasonBlock]: 'Say why: the requester has to know.' } });
  const { runId, digest } = about;
  const ballot = { kind: 'reject', reason, digest } as const;
  const work = context.desk.vote(submission.actor, runId, ballot, `view:${submission.viewId}`).then(
    (message) => ({ message, error: undefined }),
    (error: unknown) => ({ message: failureMessage(error, context.log, { runId, decision: 'reject' }), error }),
  );
  const outcome = await within(work, viewWithinMs);
  if (!outcome.inTime) {
    await ack({ response_action: 'update', view: loadingView(title, 'Storing …') });
    await updateView(context, submission.viewId, messageView(title, (await work).message));
    return;
  }
  const { message, error } = outcome.value;
  if (error instanceof UserError && error.code === 'reason_missing')
    return ack({ response_action: 'errors', errors: { [reasonBlock]: error.message } });
  await ack({ response_action: 'update', view: messageView(title, message) });
}
