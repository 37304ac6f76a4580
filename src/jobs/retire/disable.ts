import { z } from 'zod';
import type { JobContext } from '../../core/job.ts';
import { sharesFromTags, shareTags, shareTexts } from '../../lookup/kept-shares.ts';
import { notYet } from '../../lookup/not-yet.ts';
import { countForeign } from './count-foreign.ts';
import { type Begun, imageNow, lookAgain } from './look-again.ts';
import { KeptShares, keptStep } from './plan.ts';
import { refuseIfUsed } from './refuse-if-used.ts';

/**
 * The second step: nothing launches from it any more. AWS forgets its launch permissions for good, so they are written
 * down twice before: in this run's record and in tags on the AMI.
 * @returns whom it was shared with
 */
export async function disable(plan: Begun, context: JobContext): Promise<string[]> {
  const { place, imageId } = plan;
  const ec2 = context.aws.ec2(place);
  const foreign = await countForeign('disable', plan, context);
  await context.progress({ phase: 'disabling' });
  const { sharedWith } = await context.step(keptStep, KeptShares, async () => {
    const image = await lookAgain(plan, context, 'available');
    const { prefix } = context.settings.tags;
    // Of one that is disabled already only what was written down then is known.
    if (image.state === 'disabled') return { sharedWith: shareTexts(sharesFromTags(image.tags, prefix) ?? []) };
    const permissions = await ec2.launchPermissions(imageId);
    const tags = shareTags(permissions, prefix);
    if (Object.keys(tags).length > 0) await ec2.createTags([imageId], tags);
    return { sharedWith: shareTexts(permissions) };
  });
  const { at } = await context.step('disable', z.object({ at: z.number() }), async () => {
    const image = await lookAgain(plan, context, 'available');
    if (image.state === 'disabled') return { at: Date.now() };
    await refuseIfUsed('disable', foreign, plan, context);
    await context.aws.lifecycle(place).disable(imageId);
    return { at: Date.now() };
  });
  await context.step('disabled', z.object({}), async () => {
    if ((await imageNow(plan, context))?.state !== 'disabled')
      throw notYet(at, {
        busy: `AWS does not show ${imageId} as disabled yet`,
        gone: `${imageId} was disabled and is not any more: somebody enabled or deregistered it.`,
        hint: `See what it is now: /ami show ${imageId}.`,
      });
    return {};
  });
  return sharedWith;
}
