import { z } from 'zod';
import { attestationTags, readAttestation, statementDigest, statementOf } from '../../approvals/attestation.ts';
import { differences } from '../../approvals/differences.ts';
import { approvalTagKeys } from '../../approvals/tag-keys.ts';
import type { Image } from '../../core/aws.ts';
import { reads } from '../../core/iam.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { BusyError, UserError } from '../../core/outcome.ts';
import { evidenceNeeds } from '../../lookup/evidence.ts';
import { PromotePlan, PromoteResult } from './plan.ts';
import { promotePresentation } from './present.ts';

const Tagged = PromoteResult.pick({ approvers: true, at: true, isSigned: true });
type Tagged = z.infer<typeof Tagged>;

async function imageNow(plan: PromotePlan, context: JobContext): Promise<Image> {
  const [image] = await context.aws.ec2(plan.place).images({ ids: [plan.imageId] });
  if (image) return image;
  throw new UserError('not_found', `${plan.imageId} is gone from AWS.`, {
    hint: 'It was deregistered; ask for another AMI.',
  });
}

/** What this run wrote, when it died between AWS's answer and its own record. */
async function writtenBefore(plan: PromotePlan, context: JobContext): Promise<Tagged | undefined> {
  const image = await imageNow(plan, context);
  const read = readAttestation(image.tags, image, plan.environment, context.settings);
  if (read.kind !== 'read' || read.statement.request !== context.run.id) return undefined;
  const { approvers, at } = read.statement;
  return { approvers, at, isSigned: context.settings.signingKey !== undefined };
}

/** The one write people approved. Everything they saw, and every one of them, is checked again right before it. */
async function tag(plan: PromotePlan, context: JobContext): Promise<Tagged> {
  const given = await context.confirmApproval();
  // The moment of the last vote, not of this attempt: a repeated attempt must write the same.
  const at = new Date(context.run.approval?.decidedAt ?? context.run.requestedAt);
  const statement = statementOf(plan.document, given, at);
  const { signingKey: keyArn } = context.settings;
  const signature = keyArn
    ? { keyArn, bytes: await context.aws.keys.sign(keyArn, statementDigest(statement)) }
    : undefined;
  const ec2 = context.aws.ec2(plan.place);
  await ec2.createTags([plan.imageId], attestationTags(statement, signature, context.settings));
  await ec2.deleteTags([plan.imageId], [approvalTagKeys(context.settings, plan.environment).revocation]);
  return { approvers: statement.approvers, at: statement.at, isSigned: signature !== undefined };
}

/** Tags an AMI as approved for an environment, after two people said so. */
export const promoteJob = defineJob({
  name: 'promote',
  doneWord: 'approved and tagged',
  plan: PromotePlan,
  result: PromoteResult,
  iam: [
    ...reads('ec2:DescribeImages'),
    ...evidenceNeeds,
    { action: 'kms:Sign', on: ['signing-key'] },
    {
      action: 'ec2:CreateTags',
      on: ['image'],
      only: { tagKeys: ['assay', 'approved', 'shared-approved'], ownImages: true },
    },
    {
      action: 'ec2:DeleteTags',
      on: ['image'],
      only: { tagKeys: ['assay', 'approved', 'shared-approved'], ownImages: true },
    },
  ],
  target: (plan) => ({ place: plan.place, subject: `image/${plan.imageId}`, about: [plan.imageId] }),
  impact: (plan) => ({ approvesFor: plan.environment }),
  differences: (before, after) => differences(before.document, after.document),
  present: promotePresentation,
  async run(plan, context) {
    await context.progress({ phase: 'checking again and tagging' });
    const tagged = await context.step('tag', Tagged, async ({ resumed }) => {
      const before = resumed ? await writtenBefore(plan, context) : undefined;
      return before ?? tag(plan, context);
    });
    await context.progress({ phase: 'reading the tags back' });
    await context.step('read-back', z.object({ imageId: z.string() }), async () => {
      const image = await imageNow(plan, context);
      const keys = approvalTagKeys(context.settings, plan.environment);
      const read = readAttestation(image.tags, image, plan.environment, context.settings);
      const isThere = image.tags[keys.approved] !== undefined && image.tags[keys.shared] !== undefined;
      if (!isThere || read.kind !== 'read' || read.statement.request !== context.run.id)
        throw new BusyError(`AWS does not show all approval tags of ${plan.imageId} yet`);
      return { imageId: image.id };
    });
    return { imageId: plan.imageId, environment: plan.environment, ...tagged };
  },
});
