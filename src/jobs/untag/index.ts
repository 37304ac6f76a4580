import { z } from 'zod';
import { defineJob, type JobContext } from '../../core/job.ts';
import { falseTagsAt, falseTagsNeeds } from '../../lookup/false-tags.ts';
import { notYet } from '../../lookup/not-yet.ts';
import { UntagPlan, UntagResult } from './plan.ts';
import { untagPresentation } from './present.ts';

const Removed = UntagResult.extend({ at: z.number() });

/**
 * Looked at and proven anew right before: what was approved meanwhile stays. A promotion holds the same lock, and only
 * values that were judged are deleted.
 */
async function remove(
  { place, imageId, environment }: UntagPlan,
  context: JobContext,
): Promise<UntagResult['removed']> {
  const [found] = await falseTagsAt(place, environment, context, [imageId]);
  if (!found) return {};
  await context.aws.ec2(place).deleteTags([imageId], found.tags);
  return { ...found.tags };
}

/** Removes approval tags that are no approval; started by the patrol that finds them, where the configuration says so. */
export const untagJob = defineJob({
  name: 'untag',
  doneWord: 'removed',
  plan: UntagPlan,
  result: UntagResult,
  iam: [
    ...falseTagsNeeds,
    {
      action: 'ec2:DeleteTags',
      on: ['image'],
      // Also tags on the AMIs of others: DeleteTags does not ask whose they are.
      only: { tagKeys: ['assay', 'approved', 'shared-approved'], ownImages: true },
    },
  ],
  target: ({ place, imageId }) => ({ place, subject: `image/${imageId}`, about: [imageId] }),
  // Decided by the configuration; what it removes allowed nothing, and can be asked for.
  impact: () => ({}),
  present: untagPresentation,
  async run(plan, context) {
    const { removed, at } = await context.step('remove', Removed, async ({ resumed }) => {
      const gone = await remove(plan, context);
      // Nothing left after a crash: it was this run that removed what was planned.
      const ours = resumed && Object.keys(gone).length === 0 ? plan.tags : gone;
      return { removed: ours, at: Date.now() };
    });
    if (Object.keys(removed).length === 0) return { removed };
    return context.step('read-back', UntagResult, async () => {
      if ((await falseTagsAt(plan.place, plan.environment, context, [plan.imageId])).length > 0)
        throw notYet(at, {
          busy: `AWS still shows the tags on ${plan.imageId}`,
          gone: `The tags were removed from ${plan.imageId}, but they are there again: somebody put them back.`,
          hint: `See who writes them in CloudTrail (CreateTags); /ami policy keeps everybody but Assay from it.`,
        });
      return { removed };
    });
  },
});
