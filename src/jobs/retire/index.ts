import { reads } from '../../core/iam.ts';
import { defineJob } from '../../core/job.ts';
import { imageUsersNeeds } from '../../lookup/image-users.ts';
import { forgetCounts } from './count-foreign.ts';
import { deprecate } from './deprecate.ts';
import { deregister } from './deregister.ts';
import { disable } from './disable.ts';
import { RetirePlan, RetireResult } from './plan.ts';
import { retirePresentation } from './present.ts';
import { stateSentence } from './state-sentence.ts';

/** The end of an AMI in up to three steps, each after its own delay and after a new look at who uses it. */
export const retireJob = defineJob({
  name: 'retire',
  doneWord: 'retired',
  plan: RetirePlan,
  result: RetireResult,
  iam: [
    ...reads('ec2:DescribeImages', 'ec2:DescribeImageAttribute', 'ec2:DescribeSnapshots'),
    ...reads('ec2:DescribeImageUsageReports', 'ec2:DescribeImageUsageReportEntries'),
    ...reads('ec2:ListImagesInRecycleBin', 'ec2:ListSnapshotsInRecycleBin'),
    ...imageUsersNeeds,
    { action: 'ec2:EnableImageDeprecation', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:CreateImageUsageReport', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:CreateImageUsageReport', on: ['image-usage-report'] },
    { action: 'ec2:CreateTags', on: ['image-usage-report'], only: { createdBy: ['CreateImageUsageReport'] } },
    { action: 'ec2:DeleteImageUsageReport', on: ['image-usage-report'] },
    { action: 'ec2:CreateTags', on: ['image'], only: { tagKeys: ['assay'], ownImages: true } },
    { action: 'ec2:DisableImage', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:DeregisterImage', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:DeleteSnapshot', on: ['snapshot'], only: { ownImages: true } },
  ],
  target: (plan) => ({ place: plan.place, subject: `image/${plan.imageId}`, about: [plan.imageId] }),
  impact: (plan) => ({
    destructive: plan.deregisterAfterMs !== null,
    ...(plan.endsFor === null ? {} : { endsFor: plan.endsFor }),
  }),
  differences: (before, after) => [
    ...(JSON.stringify(before.users) === JSON.stringify(after.users) ? [] : ['other things use it now']),
    ...(JSON.stringify(before.sharedWith) === JSON.stringify(after.sharedWith) ? [] : ['it is shared with others now']),
    ...(JSON.stringify(before.approvedFor) === JSON.stringify(after.approvedFor) ? [] : ['its approvals changed']),
    ...(JSON.stringify(before.snapshots) === JSON.stringify(after.snapshots) ? [] : ['its snapshots changed']),
  ],
  present: retirePresentation,
  async run(plan, context): Promise<RetireResult> {
    const { startedAt, deprecatedAt } = await deprecate(plan, context);
    const begun = { ...plan, deprecatedAt };
    const before = { deprecatedAt, snapshots: [], binnedUntil: null, binnedSnapshots: [], sharedWith: [] };
    if (plan.disableAfterMs === null) return { ...before, reached: 'deprecated' };

    await context.sleep(new Date(startedAt + plan.disableAfterMs), 'deprecated');
    const sharedWith = await disable(begun, context);
    if (plan.deregisterAfterMs === null) return { ...before, reached: 'disabled', sharedWith };

    await context.sleep(new Date(startedAt + plan.deregisterAfterMs), 'disabled');
    const gone = await deregister(begun, context);
    return { ...before, ...gone, sharedWith, reached: 'deregistered' };
  },
  // Only the counts are temporary: what was done to the AMI stays, and the card says what that is and how to take it back.
  async release(plan, context) {
    await forgetCounts(plan, context);
    return await stateSentence(plan, context);
  },
});
