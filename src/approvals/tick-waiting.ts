import { type Inline, person, time } from '../core/message.ts';
import type { Approval, Run } from '../core/run.ts';
import type { Change, Notice } from '../core/store.ts';
import { hasBegun, toBeEnded, whatStays } from './begun.ts';
import { approversOf } from './decide.ts';
import { line, threadNotice, toRequester } from './outcome.ts';
import { isOver } from './pending.ts';
import type { Requirement } from './policy.ts';

const hour = 3_600_000;

/** When a request that waits from now on is reminded of, and until when it waits. */
export function touches(
  { expiresAfterHours, remindAfterHours }: Pick<Requirement, 'expiresAfterHours' | 'remindAfterHours'>,
  askedAt: number,
  now: number,
): Pick<Approval, 'expiresAt' | 'remindAt'> {
  const remindAt = askedAt + Math.round(remindAfterHours * hour);
  const expiresAt = now + Math.round(expiresAfterHours * hour);
  return { expiresAt, ...(remindAfterHours > 0 && remindAt < expiresAt ? { remindAt } : {}) };
}

/** When a waiting run must be looked at next. */
export const nextTouch = ({ expiresAt, remindAt }: Approval): number => Math.min(expiresAt, remindAt ?? expiresAt);

/** The people and groups still asked, mentioned; who voted already is left alone. */
function stillAsked({ users, groups, votes }: Approval): readonly Inline[] {
  const voted = new Set(votes.filter((vote) => !vote.void).map((vote) => vote.userId));
  const names: Inline[] = [
    ...groups.map((groupId): Inline => ({ kind: 'group', groupId })),
    ...users.filter((userId) => !voted.has(userId)).map(person),
  ];
  return names.flatMap((name) => [name, ' ']);
}

function expire(run: Run, approval: Approval, now: number): Change {
  const progress = `${approversOf(run, approval).length} of ${approval.minimum}`;
  const told = (text: string): Notice =>
    threadNotice(
      run,
      'expired',
      approval.expiresAt,
      { title: 'Expired', tone: 'warning', lines: [[...toRequester(run), text]] },
      { urgent: true },
    );
  if (hasBegun(run))
    return {
      ...toBeEnded(run, 'assay', { as: 'expired', why: `not enough people approved again in time (${progress})` }, now),
      audit: [line(run, 'cancel', 'assay', 'expired', { expiresAt: approval.expiresAt })],
      notices: [told(`only ${progress} approved again in time. It goes no further. ${whatStays}`)],
    };
  return {
    run: {
      ...run,
      state: 'expired',
      changedAt: now,
      ending: {
        code: 'expired',
        message: `Not enough people approved in time (${progress}). Nothing was done.`,
        hint: 'Ask again with the same command.',
      },
    },
    audit: [line(run, 'state', 'assay', 'expired', { expiresAt: approval.expiresAt })],
    notices: [told(`only ${progress} approved in time. Nothing was done; ask again if it is still wanted.`)],
    due: null,
  };
}

/** Twice as long after the request as the last one; past ones are skipped, and none comes at or after the end. */
function nextReminder(askedAt: number, remindAt: number, expiresAt: number, now: number): number | undefined {
  let after = remindAt - askedAt;
  if (after <= 0) return undefined;
  while (askedAt + after <= now) after *= 2;
  return askedAt + after < expiresAt ? askedAt + after : undefined;
}

function remind(run: Run, approval: Approval, remindAt: number, now: number): Change {
  const progress = `${approversOf(run, approval).length} of ${approval.minimum}`;
  const { askedAt = run.requestedAt, expiresAt } = approval;
  const next = { ...approval, remindAt: nextReminder(askedAt, remindAt, expiresAt, now) };
  const notice: Notice = threadNotice(
    run,
    'reminder',
    remindAt,
    {
      title: 'Still waiting for approval',
      lines: [[...stillAsked(approval), `${progress} approved; it expires `, time(approval.expiresAt), '.']],
    },
    { urgent: false },
  );
  return {
    run: { ...run, approval: next },
    audit: [line(run, 'state', 'assay', 'recorded', { reminded: remindAt })],
    notices: [notice],
    due: nextTouch(next),
    card: false,
  };
}

/**
 * What time does to a waiting run: it expires, or its approvers are reminded.
 * @param now by the clock of the store
 * @returns undefined when nothing is due
 */
export function tickWaiting(run: Run, now: number): Change | undefined {
  const { approval } = run;
  if (run.state !== 'waiting' || !approval) return undefined;
  if (isOver(approval.expiresAt, now)) return expire(run, approval, now);
  if (approval.remindAt !== undefined && now >= approval.remindAt) return remind(run, approval, approval.remindAt, now);
  return undefined;
}
