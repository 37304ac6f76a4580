import { z } from 'zod';
import { defineJob } from '../../core/job.ts';
import type { RunView } from '../../core/run.ts';
import { makeImage, makeImageNeeds } from './make-image.ts';
import { CreatePlan } from './plan.ts';
import { createPresentation } from './present.ts';
import { CreateResult } from './result.ts';

/** Tags Assay writes on image and snapshots at creation; the run's own comes with them. */
function creationTags(plan: CreatePlan, run: RunView, prefix: string): Record<string, string> {
  return {
    Name: plan.name,
    ...plan.tags,
    [`${prefix}requester`]: run.requester.userId,
    [`${prefix}source-instance`]: plan.instanceId,
    [`${prefix}consistency`]: plan.consistency,
  };
}

/** An AMI from an instance, with its snapshots. */
export const createJob = defineJob({
  name: 'create',
  doneWord: 'created',
  plan: CreatePlan,
  result: CreateResult,
  iam: makeImageNeeds,
  target: (plan) => ({
    place: plan.place,
    // Two AMIs of one instance at the same time would reboot it twice.
    subject: `instance/${plan.instanceId}`,
    about: [plan.instanceId],
  }),
  startsGently: (plan) => plan.consistency === 'reboot',
  impact: () => ({}),
  present: createPresentation,
  run: (plan, context) =>
    makeImage(
      {
        place: plan.place,
        instanceId: plan.instanceId,
        name: plan.name,
        description: plan.description,
        noReboot: plan.consistency === 'no-reboot',
        tags: creationTags(plan, context.run, context.settings.tags.prefix),
        hint: 'Mend what AWS names, deregister the failed AMI, and ask again under another name.',
      },
      context,
    ),
  undo(plan, steps, run) {
    const made = z.object({ imageId: z.string() }).safeParse(steps['create-image']);
    return made.success ? [{ kind: 'image', place: plan.place, imageId: made.data.imageId, runId: run.id }] : [];
  },
});
