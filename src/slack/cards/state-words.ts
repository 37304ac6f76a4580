import { capital } from '../../core/capital.ts';
import type { Job } from '../../core/job.ts';
import type { Message } from '../../core/message.ts';
import type { Run } from '../../core/run.ts';

function queuedWords(run: Run, now: number): string {
  if (run.behind !== undefined) return '🕓 Waiting its turn';
  if (run.startAt !== undefined && run.startAt > now) return '🕓 Starting soon';
  return run.approval ? '🕓 Approved, starting' : '🕓 Queued';
}

/**
 * The state in a sign and words, so that it is read at a glance and also without seeing the sign's colour.
 * @param tone of what a finished run says: it may have done well, and have found something bad
 */
export function stateWords(
  run: Run,
  job: Pick<Job, 'doneWord'> | undefined,
  now: number,
  tone?: Message['tone'],
): string {
  switch (run.state) {
    case 'waiting':
      return '⏳ Waiting for approval';
    case 'queued':
      return queuedWords(run, now);
    case 'running':
      if (run.cancelAsked) return '🔄 Cancelling';
      if (run.closing) return '🔄 Failed, taking back what was temporary';
      if (run.asleepUntil !== undefined) return '🕓 Waiting for its day';
      return run.approval ? '🔄 Approved, working' : '🔄 Working';
    case 'done':
      return `${tone === 'bad' ? '⚠️' : '✅'} ${capital(job?.doneWord ?? 'done')}`;
    case 'failed':
      return '⛔ Failed';
    case 'cancelled':
      return '⚪ Cancelled';
    case 'rejected':
      return '⛔ Rejected';
    case 'withdrawn':
      return '⚪ Withdrawn';
    case 'expired':
      return '⌛ Expired';
    case 'stale':
      return '⚠️ Out of date';
  }
}
