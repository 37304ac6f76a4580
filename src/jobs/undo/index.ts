import { z } from 'zod';
import { endedExemption } from '../../core/exemption.ts';
import { reads } from '../../core/iam.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import type { Reversal } from '../../core/reversal.ts';
import { withoutStatements } from '../../lookup/key-statements.ts';
import { reversalWords } from '../../lookup/reversal-words.ts';
import { entriesOf, stillToUndo } from '../../lookup/still-to-undo.ts';
import { UndoPlan, UndoResult } from './plan.ts';
import { undoPresentation } from './present.ts';
import { removeImage } from './remove-image.ts';

/** Read in the same attempt: what others wrote into it meanwhile stays. */
async function takeOut(
  { place, imageId, key, entry }: Extract<Reversal, { kind: 'tag' }>,
  { aws }: JobContext,
): Promise<void> {
  const ec2 = aws.ec2(place);
  const [image] = await ec2.images({ ids: [imageId] });
  const value = image?.tags[key];
  const others = entriesOf(value).filter((one) => one !== entry);
  if (others.length > 0) await ec2.createTags([imageId], { [key]: others.join(' ') });
  else if (value !== undefined) await ec2.deleteTags([imageId], { [key]: value });
}

async function takeBack(one: Exclude<Reversal, { kind: 'image' }>, context: JobContext): Promise<void> {
  const { aws } = context;
  switch (one.kind) {
    case 'instance':
      return aws.fleet(one.place).terminate(one.instanceId);
    case 'launch-permission':
      return aws.sharing(one.place).removeLaunchPermissions(
        one.imageId,
        one.permissions.filter((permission) => permission.kind !== 'public'),
      );
    case 'volume-permission':
      for (const snapshotId of one.snapshotIds)
        for (const account of one.accounts) await aws.sharing(one.place).removeVolumePermission(snapshotId, account);
      return;
    case 'grant':
      return aws.encryption(one.place).revokeGrant(one.keyArn, one.grantId);
    case 'key-statements': {
      const kms = aws.encryption(one.place);
      return kms.putKeyPolicy(one.keyArn, withoutStatements(await kms.keyPolicy(one.keyArn), one.sids));
    }
    case 'tag':
      return takeOut(one, context);
    case 'exemption':
      await context.exemptions.change(one.exemptionId, (found, now) =>
        found && !found.ended
          ? endedExemption(found, { at: now, how: 'taken_back', by: context.run.requester.userId })
          : undefined,
      );
  }
}

async function takeBackOne(index: number, one: Reversal, context: JobContext): Promise<void> {
  if (one.kind === 'image') return removeImage(index, one, context);
  await context.step(`undo:${index}`, z.null(), async () => {
    // Looked at again: somebody may have taken it back, or made it theirs, since the plan.
    const left = await stillToUndo(one, context);
    if (left && left.kind !== 'image') await takeBack(left, context);
    return null;
  });
}

/** Takes back what a run made or gave. One thing that AWS refuses does not keep the others. */
export const undoJob = defineJob({
  name: 'undo',
  doneWord: 'undone',
  plan: UndoPlan,
  result: UndoResult,
  iam: [
    ...reads(
      'ec2:DescribeImages',
      'ec2:DescribeInstances',
      'ec2:DescribeImageAttribute',
      'ec2:DescribeSnapshotAttribute',
      'ec2:DescribeSnapshots',
    ),
    { action: 'ec2:DeregisterImage', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:DeleteSnapshot', on: ['snapshot'], only: { ownImages: true } },
    { action: 'ec2:TerminateInstances', on: ['instance'], only: { ofRuns: true } },
    { action: 'ec2:ModifyImageAttribute', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:ModifySnapshotAttribute', on: ['snapshot'], only: { ownImages: true, notPublic: true } },
    { action: 'ec2:CreateTags', on: ['image'], only: { tagKeys: ['assay'], ownImages: true } },
    { action: 'ec2:DeleteTags', on: ['image'], only: { tagKeys: ['assay'], ownImages: true } },
    { action: 'kms:ListGrants', on: ['customer-key'] },
    { action: 'kms:RevokeGrant', on: ['customer-key'] },
    { action: 'kms:GetKeyPolicy', on: ['customer-key'] },
    { action: 'kms:PutKeyPolicy', on: ['policy-key'] },
  ],
  target: (plan) => ({
    place: plan.place,
    subject: `run/${plan.runId}`,
    about: [
      plan.runId,
      ...plan.reversals.flatMap((one) =>
        one.kind === 'instance' ? [one.instanceId] : 'imageId' in one ? [one.imageId] : [],
      ),
    ],
  }),
  startsGently: (plan) => plan.reversals.some(({ kind }) => kind === 'image' || kind === 'instance'),
  impact: (plan) => ({ destructive: plan.reversals.some(({ kind }) => kind === 'image' || kind === 'instance') }),
  present: undoPresentation,
  async run(plan, context) {
    const undone: string[] = [];
    const refusals: UserError[] = [];
    for (const [index, one] of plan.reversals.entries()) {
      // What could not be taken back stays on record: so it can be taken back later.
      if (one.kind === 'tag' && refusals.length > 0) continue;
      const words = reversalWords(one, context.settings);
      await context.progress({ phase: words, percent: Math.floor((index / plan.reversals.length) * 100) });
      try {
        await takeBackOne(index, one, context);
        undone.push(words);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        refusals.push(error);
      }
    }
    const [refusal] = refusals;
    if (!refusal) return { undone };
    const said = refusals.map(({ message }) => message).join(' ');
    const done = undone.length > 0 ? ` Done: ${undone.join('; ')}.` : '';
    throw new UserError(refusal.code, `${said}${done}`, { hint: refusal.hint, cause: refusal });
  },
});
