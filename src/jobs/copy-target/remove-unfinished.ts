import { z } from 'zod';
import type { Image } from '../../core/aws.ts';
import type { JobContext } from '../../core/job.ts';
import { BusyError } from '../../core/outcome.ts';
import { isOurs, namedLikeIt } from './copy-once.ts';
import type { CopyTargetPlan } from './plan.ts';

const Found = z.object({ imageId: z.string(), state: z.string() }).nullable();

/** Once more after a while when there is nothing: AWS shows a new copy only after some seconds. */
async function lookTwice(plan: CopyTargetPlan, context: JobContext, resumed: boolean): Promise<Image | undefined> {
  const image = await namedLikeIt(plan, context.aws.ec2(plan.target.place));
  if (image && isOurs(image, context)) return image;
  if (!resumed && !image) throw new BusyError('looking once more for what was begun', { waitMs: 3000 });
  return undefined;
}

/**
 * Removes the copy this run began and did not finish, with its snapshots: deregistering it ends the copying. One that is
 * available stays.
 * @returns what was done, or what is left, as a sentence
 */
export async function removeUnfinished(plan: CopyTargetPlan, context: JobContext): Promise<string | undefined> {
  const found = await context.step('look', Found, async ({ resumed }) => {
    const image = await lookTwice(plan, context, resumed);
    return image ? { imageId: image.id, state: image.state } : null;
  });
  if (!found) {
    await context.forget('copy');
    return undefined;
  }
  if (found.state === 'available') return `The copy ${found.imageId} is finished and stays.`;
  const { left } = await context.step('remove', z.object({ left: z.array(z.string()) }), async () => {
    const still = await namedLikeIt(plan, context.aws.ec2(plan.target.place));
    // Deregistered by an attempt that died before it could say so.
    if (!still || still.id !== found.imageId || !isOurs(still, context)) return { left: [] };
    const outcomes = await context.aws.lifecycle(plan.target.place).deregister(found.imageId, { withSnapshots: true });
    return { left: outcomes.filter(({ outcome }) => outcome !== 'success').map(({ snapshotId }) => snapshotId) };
  });
  await context.forget('copy');
  const what = `The unfinished copy ${found.imageId} was removed`;
  return left.length > 0 ? `${what}, but AWS kept ${left.join(', ')}.` : `${what} with its snapshots.`;
}
