import { code, type Message, person, time } from '../../core/message.ts';
import { UserError } from '../../core/outcome.ts';
import { approvalFacts, waitingLine } from '../cards/approval-facts.ts';
import { stateWords } from '../cards/state-words.ts';
import type { SlackContext } from './slack-context.ts';

/**
 * Everything about a run an approver may want to see, read from the record.
 * @throws UserError not_found
 */
export async function detailsMessage(
  { records, catalogue, settings, now }: SlackContext,
  runId: string,
): Promise<Message> {
  const run = await records.run(runId);
  if (!run) throw new UserError('not_found', `There is no request ${runId} any more.`);
  const job = catalogue.jobs.get(run.job);
  const plan = job?.plan.safeParse(run.plan);
  const told = job && plan?.success ? (job.present.details ?? job.present.planned)(plan.data, settings) : undefined;
  const waiting = waitingLine(run);
  return {
    title: told?.title ?? `${run.job} ${run.subject}`,
    lines: [
      stateWords(run, job, now()),
      ...(waiting ? [waiting] : []),
      ['Asked by ', person(run.requester.userId), ' ', time(run.requestedAt)],
      ...(run.reason ? [`Why: ${run.reason}`] : []),
      ...(told?.lines ?? []),
    ],
    facts: [
      ...(told?.facts ?? []),
      ...approvalFacts(run),
      { label: 'Request', value: code(run.id) },
      { label: run.approval ? 'Document (SHA-256)' : 'Plan (SHA-256)', value: code(run.digest) },
    ],
    warnings: told?.warnings ?? [],
    notes: told?.notes ?? [],
  };
}
