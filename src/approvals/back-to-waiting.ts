import { person } from '../core/message.ts';
import type { Approval, Run, Vote } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import type { Change } from '../core/store.ts';
import { isPartlyDone } from './begun.ts';
import { line, threadNotice } from './outcome.ts';
import { nextTouch, touches } from './tick-waiting.ts';
import { whoApproves } from './who-approves.ts';

/** Its time is counted anew where it is done in part: it may be over for weeks. */
function askedAgain(run: Run, { environment }: Approval, settings: Settings, now: number): Partial<Approval> {
  const rule = settings.environments.find(({ name }) => name === environment)?.approvals;
  return rule && isPartlyDone(run) ? { askedAt: now, ...touches(rule, now, now) } : {};
}

/**
 * Sends a run back to its approvers after some votes became void. Where nothing is done yet its time goes on
 * as it was: an expired one expires at the next look. Pure.
 * @param why as the recheck said it
 */
export function backToWaiting(run: Run, votes: readonly Vote[], why: string, now: number, settings: Settings): Change {
  const { startAt, lease, progress, ...kept } = run;
  const { decidedAt, ...before } = run.approval as Approval;
  const approval: Approval = { ...before, ...askedAgain(run, before, settings, now), votes: [...votes] };
  const lost = votes.filter((vote) => vote.void?.at !== undefined && !isVoid(run, vote)).map((vote) => vote.userId);
  return {
    run: { ...kept, state: 'waiting', changedAt: now, starts: 0, approval },
    audit: [line(run, 'state', 'assay', 'needs_approval', { from: run.state, lost, why })],
    notices: [
      threadNotice(
        run,
        'void',
        now,
        {
          title: 'Approval needed again',
          tone: 'warning',
          lines: [[why], ['Lost: ', ...lost.map(person)], ['Asked: ', ...whoApproves(approval)]],
        },
        { urgent: true },
      ),
    ],
    due: nextTouch(approval),
  };
}

const isVoid = (run: Run, vote: Vote): boolean =>
  run.approval?.votes.some((old) => old.userId === vote.userId && old.at === vote.at && old.void !== undefined) ??
  false;
