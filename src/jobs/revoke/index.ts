import { z } from 'zod';
import { approvalTagKeys, revocationValue } from '../../approvals/tag-keys.ts';
import { reads } from '../../core/iam.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { BusyError } from '../../core/outcome.ts';
import { RevokePlan, RevokeResult } from './plan.ts';
import { revokePresentation } from './present.ts';

/** Says "revoked" before it removes "approved": whoever looks in between sees a revoked AMI, never an approved one. */
async function revoke(target: RevokePlan['image'], plan: RevokePlan, context: JobContext): Promise<void> {
  const keys = approvalTagKeys(context.settings, plan.environment);
  const ec2 = context.aws.ec2(target.place);
  const { run } = context;
  const revocation = revocationValue({ at: run.requestedAt, by: run.requester.userId, runId: run.id });
  await ec2.createTags([target.imageId], { [keys.revocation]: revocation });
  await ec2.deleteTags([target.imageId], [keys.approved, keys.shared, keys.attestation, keys.signature]);
}

async function readBack(target: RevokePlan['image'], plan: RevokePlan, context: JobContext): Promise<void> {
  const keys = approvalTagKeys(context.settings, plan.environment);
  const [image] = await context.aws.ec2(target.place).images({ ids: [target.imageId] });
  // An AMI that is gone meanwhile is not approved either.
  if (image && (image.tags[keys.approved] !== undefined || image.tags[keys.shared] !== undefined))
    throw new BusyError(`AWS still shows approval tags on ${target.imageId}`);
}

/** Takes an approval away, from an AMI and from its copies. */
export const revokeJob = defineJob({
  name: 'revoke',
  doneWord: 'revoked',
  plan: RevokePlan,
  result: RevokeResult,
  iam: [
    ...reads('ec2:DescribeImages'),
    { action: 'ec2:CreateTags', on: ['image'], only: { tagKeys: ['assay'], ownImages: true } },
    {
      action: 'ec2:DeleteTags',
      on: ['image'],
      only: { tagKeys: ['assay', 'approved', 'shared-approved'], ownImages: true },
    },
  ],
  target: (plan) => ({
    place: plan.place,
    subject: `image/${plan.image.imageId}`,
    about: [plan.image.imageId, ...plan.copies.map((copy) => copy.imageId)],
  }),
  impact: (plan) => ({ revokesFor: plan.environment }),
  present: revokePresentation,
  async run(plan, context) {
    const targets = [plan.image, ...plan.copies];
    for (const target of targets) {
      await context.progress({ phase: `removing the tags of ${target.imageId}` });
      await context.step(`revoke:${target.imageId}`, z.object({ imageId: z.string() }), async () => {
        await revoke(target, plan, context);
        return { imageId: target.imageId };
      });
    }
    for (const target of targets)
      await context.step(`read-back:${target.imageId}`, z.object({ imageId: z.string() }), async () => {
        await readBack(target, plan, context);
        return { imageId: target.imageId };
      });
    return { imageIds: targets.map((target) => target.imageId), at: new Date(context.run.requestedAt).toISOString() };
  },
});
