import { z } from 'zod';
import { permissionText } from '../../approvals/document.ts';
import { reads } from '../../core/iam.ts';
import { defineJob } from '../../core/job.ts';
import { notYet } from '../../lookup/not-yet.ts';
import { shareTag } from '../../lookup/share-record.ts';
import { permissionOf, takerKey } from '../../lookup/takers.ts';
import { takeBack } from '../share/take-back.ts';
import { UnsharePlan, UnshareResult } from './plan.ts';
import { unsharePresentation } from './present.ts';

const Written = z.object({ at: z.number() });

/** Takes back what Assay gave: the AMI first, then its snapshots, then its keys, then the record of it. */
export const unshareJob = defineJob({
  name: 'unshare',
  doneWord: 'taken back',
  plan: UnsharePlan,
  result: UnshareResult,
  iam: [
    { action: 'ec2:DescribeImageAttribute', on: ['any'] },
    { action: 'ec2:ModifyImageAttribute', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:ModifySnapshotAttribute', on: ['snapshot'], only: { ownImages: true, notPublic: true } },
    ...reads('ec2:DescribeImages'),
    { action: 'ec2:DeleteTags', on: ['image'], only: { tagKeys: ['assay'], ownImages: true } },
    { action: 'kms:ListGrants', on: ['customer-key'] },
    { action: 'kms:RevokeGrant', on: ['customer-key'] },
    { action: 'kms:GetKeyPolicy', on: ['customer-key'] },
    { action: 'kms:PutKeyPolicy', on: ['policy-key'] },
  ],
  target: (plan) => ({ place: plan.place, subject: `image/${plan.imageId}`, about: [plan.imageId] }),
  impact: () => ({}),
  present: unsharePresentation,
  async run(plan, context) {
    const ec2 = context.aws.ec2(plan.place);
    await context.progress({ phase: 'taking it back' });
    await takeBack(plan, plan.returning, context);
    const tags = plan.returning.map(({ taker }) => shareTag(takerKey(taker), context.settings));
    const { at } = await context.step('record', Written, async () => {
      await ec2.deleteTags([plan.imageId], tags);
      return { at: Date.now() };
    });
    return context.step('read-back', UnshareResult, async () => {
      const [permissions, [image]] = await Promise.all([
        ec2.launchPermissions(plan.imageId),
        ec2.images({ ids: [plan.imageId] }),
      ]);
      const left = permissions.map((one) => JSON.stringify(one));
      const gone = plan.returning
        .filter(({ launch }) => launch)
        .map(({ taker }) => JSON.stringify(permissionOf(taker)));
      if (gone.some((one) => left.includes(one)) || tags.some((tag) => image?.tags[tag] !== undefined))
        throw notYet(at, {
          busy: `AWS still shows what was taken back of ${plan.imageId}`,
          gone: `What was taken back of ${plan.imageId} is there again: somebody gave it once more.`,
          hint: `See who has it with /ami show ${plan.imageId}.`,
        });
      return { left: permissions.map(permissionText).sort() };
    });
  },
});
