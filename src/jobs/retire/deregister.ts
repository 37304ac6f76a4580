import type { JobContext } from '../../core/job.ts';
import { BusyError } from '../../core/outcome.ts';
import { isProtected, protectionRefusal } from '../../lookup/protection.ts';
import { snapshotsLeft } from '../../lookup/snapshots-left.ts';
import { countForeign } from './count-foreign.ts';
import { type Begun, imageNow, lookAgain } from './look-again.ts';
import { type RetirePlan, RetireResult } from './plan.ts';
import { refuseIfUsed } from './refuse-if-used.ts';

const Gone = RetireResult.pick({ snapshots: true });
const Binned = RetireResult.pick({ binnedUntil: true, binnedSnapshots: true });

/** The outcome of each snapshot, where AWS's own answer was lost: it is gone, or it is still there. */
async function outcomesSeen({ place, snapshots }: RetirePlan, context: JobContext) {
  const ids = snapshots.map(({ id }) => id);
  const left = await snapshotsLeft(ids, context.aws.ec2(place));
  return ids.map((id) => ({ id, outcome: left.includes(id) ? 'still there' : 'success' }));
}

/**
 * The last step: gone, or in the Recycle Bin where a retention rule of the account matches. Snapshots that AWS keeps are
 * told one by one.
 */
export async function deregister(plan: Begun, context: JobContext) {
  const { place, imageId, keepSnapshots } = plan;
  const lifecycle = context.aws.lifecycle(place);
  const foreign = await countForeign('deregister', plan, context);
  await context.progress({ phase: 'deregistering' });
  const { snapshots } = await context.step('deregister', Gone, async ({ resumed }) => {
    // A crash between AWS's answer and our record: what is gone was most likely taken away by ourselves.
    if (resumed && !(await imageNow(plan, context)))
      return { snapshots: keepSnapshots ? [] : await outcomesSeen(plan, context) };
    const image = await lookAgain(plan, context, 'disabled');
    if (isProtected(image)) throw protectionRefusal(image);
    await refuseIfUsed('deregister', foreign, plan, context);
    const outcomes = await lifecycle.deregister(imageId, { withSnapshots: !keepSnapshots });
    return { snapshots: outcomes.map(({ snapshotId, outcome }) => ({ id: snapshotId, outcome })) };
  });
  const bin = await context.step('bin', Binned, async () => {
    if (await imageNow(plan, context)) throw new BusyError(`AWS still shows ${imageId}`, { waitMs: 2000 });
    const [[binned], binnedSnapshots] = await Promise.all([
      lifecycle.binnedImages([imageId]),
      lifecycle.binnedSnapshots(snapshots.map(({ id }) => id)),
    ]);
    return { binnedUntil: binned?.leavesAt ?? null, binnedSnapshots: binnedSnapshots.map(({ id }) => id).sort() };
  });
  return { snapshots, ...bin };
}
