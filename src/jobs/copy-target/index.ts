import { z } from 'zod';
import { defineJob } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { carryApprovals } from './carry-approval.ts';
import { copyOnce } from './copy-once.ts';
import { copyTargetNeeds } from './needs.ts';
import { CopyTargetPlan, CopyTargetResult } from './plan.ts';
import { copyTargetPresentation } from './present.ts';
import { removeUnfinished } from './remove-unfinished.ts';
import { verifyCopy } from './verify-copy.ts';

/** One copy of an AMI in one account and Region. Started by `copy` only, one run per target. */
export const copyTargetJob = defineJob({
  name: 'copy-target',
  doneWord: 'copied',
  plan: CopyTargetPlan,
  result: CopyTargetResult,
  iam: copyTargetNeeds,
  target: ({ source, target: { place, name }, snapshotsAtOnce }) => ({
    place,
    subject: `copy/${place.account}/${place.region}/${name}`,
    about: [source.imageId],
    quota: [
      {
        key: `snapshot-copies:${place.account}:${place.region}`,
        amount: Math.max(1, source.volumes.length),
        limit: snapshotsAtOnce,
      },
    ],
  }),
  impact: () => ({}),
  present: copyTargetPresentation,
  async run(plan, context) {
    const { place } = plan.target;
    await context.progress({ phase: 'starting the copy' });
    const { imageId } = await context.step('copy', z.object({ imageId: z.string() }), () => copyOnce(plan, context));
    const seen = await context.until({ watch: 'image', place, target: imageId });
    if (seen.state !== 'done')
      throw new UserError('aws_failed', `AWS could not finish ${imageId}: ${seen.reason ?? seen.phase}`, {
        hint: 'Mend what AWS names, then have it tried again.',
      });
    const since = z.object({ seenAt: z.number() }).parse(seen.data).seenAt;
    await context.progress({ phase: 'checking owner, key and snapshots' });
    const verified = await context.step('verify', CopyTargetResult, () => verifyCopy(plan, imageId, since, context));
    if (!plan.carry) return verified;
    await context.progress({ phase: 'carrying the approval over' });
    return { ...verified, approvals: [...(await carryApprovals(plan, imageId, context))] };
  },
  release: removeUnfinished,
  undo({ target: { place } }, steps, run) {
    const begun = z.object({ imageId: z.string() }).safeParse(steps['copy']);
    return begun.success ? [{ kind: 'image', place, imageId: begun.data.imageId, runId: run.id }] : [];
  },
});
