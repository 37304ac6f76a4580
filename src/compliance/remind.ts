import type { ChoreContext } from '../core/chore.ts';
import type { BulletinState, Severity } from '../core/violation.ts';
import type { Violations } from '../core/violations.ts';
import { isQuiet } from './bulletins.ts';
import { type Left, reminderOf } from './reminder.ts';

/** Messages with something open that are looked at; the oldest first. */
const most = 5000;

/** The worst that is still open. What a message only counts is no worse than the last that it names. */
function worstOf({ bulletin, open }: BulletinState): Severity | undefined {
  const { groups } = bulletin;
  const group = groups.find((_, index) => (open[index] ?? 0) > 0) ?? groups.at(-1);
  return open.some((count) => count > 0) ? group?.finding.severity : undefined;
}

/** When somebody should be reminded of it next, by its worst; undefined: never. */
function nextAt(state: BulletinState, { settings, now }: Pick<ChoreContext, 'settings' | 'now'>): number | undefined {
  const worst = worstOf(state);
  const pause = worst && settings.compliance.remindMs?.[worst];
  if (pause === undefined) return undefined;
  if (worst !== 'high' && isQuiet(now, settings.compliance.quietHours)) return undefined;
  return (state.remindedAt ?? state.bulletin.at) + pause;
}

/** What is left of some messages, with one reading of all that is open. */
async function leftOf(ids: ReadonlySet<string>, violations: Violations): Promise<ReadonlyMap<string, Left>> {
  const found = new Map<string, Left>();
  for await (const page of violations.history({}))
    for (const { told, firstSeenAt, finding, owner } of page) {
      if (!(told && ids.has(told.bulletin))) continue;
      const left: Left = found.get(told.bulletin) ?? { counts: {}, since: firstSeenAt, owners: new Map() };
      found.set(told.bulletin, left);
      left.counts[finding.severity] = (left.counts[finding.severity] ?? 0) + 1;
      left.since = Math.min(left.since, firstSeenAt);
      if (owner) left.owners.set(owner.id, owner);
    }
  return found;
}

/**
 * Says in the thread of each message that some of it is still open, where that is due: one reminder a message, whatever the
 * number behind it. It and the moment it was said are one write: after a crash it is said once.
 */
export async function remind(context: Pick<ChoreContext, 'violations' | 'settings' | 'now'>): Promise<void> {
  const { violations, settings, now } = context;
  if (Object.keys(settings.compliance.remindMs ?? {}).length === 0) return;
  const states = await violations.openBulletins(most);
  const due = states.filter((state) => (nextAt(state, context) ?? Number.POSITIVE_INFINITY) <= now.getTime());
  if (due.length === 0) return;
  const left = await leftOf(new Set(due.map(({ bulletin }) => bulletin.id)), violations);
  for (const { bulletin, remindedAt } of due) {
    const of = left.get(bulletin.id);
    if (!of) continue;
    await violations.remind(bulletin.id, remindedAt, now.getTime(), {
      key: `${bulletin.id}:reminder:${remindedAt ?? bulletin.at}`,
      runId: bulletin.id,
      to: { kind: 'thread' },
      message: reminderOf(bulletin, of),
      urgent: false,
    });
  }
}
