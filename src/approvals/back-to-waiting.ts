import { person } from '../core/message.ts';
import type { Approval, Run, Vote } from '../core/run.ts';
import type { Change } from '../core/store.ts';
import { line, threadNotice } from './outcome.ts';
import { nextTouch } from './tick-waiting.ts';
import { whoApproves } from './who-approves.ts';

/**
 * Sends a run back to its approvers after some votes became void. Its time goes on where it was: an expired one expires
 * at the next look. Pure.
 * @param why as the recheck said it
 */
export function backToWaiting(run: Run, votes: readonly Vote[], why: string, now: number): Change {
  const { startAt, lease, progress, ...kept } = run;
  const { decidedAt, ...before } = run.approval as Approval;
  const approval: Approval = { ...before, votes: [...votes] };
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
