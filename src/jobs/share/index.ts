import { z } from 'zod';
import { reads } from '../../core/iam.ts';
import { defineJob } from '../../core/job.ts';
import type { Reversal } from '../../core/reversal.ts';
import { permissionOf } from '../../lookup/takers.ts';
import { whileShown } from '../../lookup/while-shown.ts';
import { give } from './give.ts';
import { ToGive } from './look.ts';
import { SharePlan } from './plan.ts';
import { sharePresentation } from './present.ts';
import { readBack } from './read-back.ts';
import { releaseShare } from './release.ts';
import { GivenGrant, ShareRecord, ShareResult } from './result.ts';

/** Gives other accounts, units or the organisation an AMI: its keys first, then its snapshots, then the AMI itself. */
export const shareJob = defineJob({
  name: 'share',
  doneWord: 'shared',
  plan: SharePlan,
  result: ShareResult,
  iam: [
    ...reads('ec2:DescribeImages'),
    { action: 'ec2:DescribeImageAttribute', on: ['any'] },
    { action: 'ec2:DescribeSnapshotAttribute', on: ['any'] },
    { action: 'ec2:ModifyImageAttribute', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:ModifySnapshotAttribute', on: ['snapshot'], only: { ownImages: true, notPublic: true } },
    { action: 'ec2:CreateTags', on: ['image'], only: { tagKeys: ['assay'], ownImages: true } },
    { action: 'ec2:DeleteTags', on: ['image'], only: { tagKeys: ['assay'], ownImages: true } },
    { action: 'kms:DescribeKey', on: ['customer-key', 'others-key'] },
    { action: 'kms:ListGrants', on: ['customer-key'] },
    { action: 'kms:CreateGrant', on: ['customer-key'], only: { grants: 'to-accounts' } },
    { action: 'kms:RevokeGrant', on: ['customer-key'] },
    { action: 'kms:GetKeyPolicy', on: ['customer-key'] },
    { action: 'kms:PutKeyPolicy', on: ['policy-key'] },
  ],
  target: (plan) => ({ place: plan.place, subject: `image/${plan.imageId}`, about: [plan.imageId] }),
  impact: (plan) => {
    const unknown = plan.takers.filter(({ isKnown }) => !isKnown).map(({ value }) => value);
    return unknown.length > 0 ? { unknownAccounts: unknown } : {};
  },
  present: sharePresentation,
  run: (plan, context) =>
    // It may be a copy that was made a moment ago.
    whileShown(plan, context, async () => {
      const given = await give(plan, context);
      await context.progress({ phase: 'looking whether it arrived' });
      await readBack(plan, given.at, context);
      return context.step('result', ShareResult, async () => given.result);
    }),
  release: releaseShare,
  undo(plan, steps) {
    const todo = ToGive.safeParse(steps['look']);
    if (!todo.success) return [];
    const { place, imageId } = plan;
    const reversals: Reversal[] = [];
    const permissions = plan.takers.filter(({ value }) => todo.data.launch.includes(value)).map(permissionOf);
    if (permissions.length > 0) reversals.push({ kind: 'launch-permission', place, imageId, permissions });
    for (const { snapshotId, accounts } of todo.data.copies)
      reversals.push({ kind: 'volume-permission', place, snapshotIds: [snapshotId], accounts });
    for (const [key, value] of Object.entries(steps)) {
      const grant = key.startsWith('grant:') ? z.object({ ...GivenGrant.shape }).safeParse(value) : undefined;
      const at = grant?.success ? plan.keys.find(({ arn }) => arn === grant.data.keyArn) : undefined;
      if (grant?.success && at)
        reversals.push({ kind: 'grant', place: at.place, keyArn: at.arn, grantId: grant.data.grantId });
    }
    for (const { keyArn, sids } of todo.data.statements) {
      const key = plan.keys.find(({ arn }) => arn === keyArn);
      if (key) reversals.push({ kind: 'key-statements', place: key.place, keyArn, sids });
    }
    const record = ShareRecord.safeParse(steps['record']);
    for (const [key, entry] of Object.entries(record.data?.entries ?? {}))
      reversals.push({ kind: 'tag', place, imageId, key, entry });
    return reversals;
  },
});
