import { digestOf } from '../../core/json.ts';
import { nobody } from '../../core/people.ts';
import type { OutboxItem } from '../../core/store.ts';
import { bulletinIdPattern } from '../../core/violation.ts';
import { fitMessage, shortest, textOnly } from '../rendering/fit-message.ts';
import { postOnce, type Target } from './post-once.ts';
import { attemptsOf, backOff, mostRefusals, type SendTools } from './send-card.ts';
import { withPicture } from './with-picture.ts';

export type NoticeItem = Extract<OutboxItem, { kind: 'notice' }>;

/** How often a notice waits for its card before it goes without: most of a minute, longer than a card is held back. */
const patience = 40;
const waitFor = (waits: number): number => Math.min(2000, 300 + 50 * waits);

/** Sends a notice once, after its run's card. Whom it calls is said by whoever wrote it: it may come late. */
export async function sendNotice(tools: SendTools, item: NoticeItem): Promise<void> {
  const { outbox, settings } = tools;
  const { notice, waits } = item;
  const [run, posted] = await Promise.all([tools.runs.get(notice.runId), outbox.posted(notice.runId)]);
  if (
    !posted &&
    waits < patience &&
    (run ?? bulletinIdPattern.test(notice.runId)) &&
    (await outbox.failures(notice.runId)).length === 0
  )
    return outbox.later(item, waitFor(waits), 'waits for its card', 'waited');
  const { to, message } = notice;
  const fallback: readonly Target[] = [
    { channel: settings.channels.requests },
    ...(run && run.requester.userId !== nobody.userId ? [{ channel: run.requester.userId }] : []),
  ];
  const first: readonly Target[] =
    to.kind === 'person'
      ? [{ channel: to.userId }]
      : to.kind === 'channel'
        ? [{ channel: to.channel }]
        : posted
          ? [{ channel: posted.channel, threadTs: posted.ts }, { channel: posted.channel }]
          : [];
  const outcome = await postOnce(tools, {
    // What was meant for one person is not told in a channel.
    targets: to.kind === 'person' ? first : [...first, ...fallback],
    versions: [
      ...withPicture(tools, message),
      ...Array.from({ length: shortest + 1 }, (_, level) => () => fitMessage(message, [], level)),
      () => textOnly(message),
    ],
    eventType: 'assay_notice',
    key: digestOf(notice.key).slice(0, 32),
    look: attemptsOf(item) > 0,
    since: run?.requestedAt ?? tools.now() - 86_400_000,
  });
  if (outcome.kind === 'later') return outbox.later(item, backOff(item, outcome.waitMs), outcome.why, outcome.waited);
  if (outcome.kind === 'refused') {
    if (attemptsOf(item) < mostRefusals) return outbox.later(item, backOff(item, 1000), outcome.why);
    tools.log.error({ runId: notice.runId, why: outcome.why }, 'notice given up');
    return outbox.fail(item, outcome.why);
  }
  const problem = outcome.kind === 'posted' ? outcome.problem : undefined;
  return problem ? outbox.done(item, problem) : outbox.done(item);
}
