import { z } from 'zod';
import { readAttestation, statementOf } from '../../approvals/attestation.ts';
import { isSignedByUs } from '../../approvals/check-attestation.ts';
import { differences } from '../../approvals/differences.ts';
import { approvalTagKeys } from '../../approvals/tag-keys.ts';
import { reads } from '../../core/iam.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { StaleError, UserError } from '../../core/outcome.ts';
import { evaluationNeeds } from '../../lookup/config-needs.ts';
import { evaluate } from '../../lookup/evaluate-again.ts';
import { PromotePlan, PromoteResult } from './plan.ts';
import { promotePresentation } from './present.ts';
import { imageNow, readApprovalBack, writeApproval, writeApprovalNeeds } from './write-approval.ts';

const Tagged = PromoteResult.pick({ approvers: true, at: true, isSigned: true }).extend({ writtenAt: z.number() });
type Tagged = z.infer<typeof Tagged>;

/**
 * What this run wrote, when it died between AWS's answer and its own record. Anybody may have written tags that name this
 * run, which everybody can see: only the signature tells them from ours. Without one, everything is done again.
 */
async function writtenBefore(plan: PromotePlan, context: JobContext): Promise<Tagged | undefined> {
  const image = await imageNow(plan, context);
  const read = readAttestation(image.tags, image, plan.environment, context.settings);
  if (read.kind !== 'read' || read.statement.request !== context.run.id) return undefined;
  const { verify } = context.aws.keys;
  if (!(await isSignedByUs(read.statement, image.tags, context.settings, verify))) return undefined;
  const { approvers, at } = read.statement;
  return { approvers, at, isSigned: true, writtenAt: Date.now() };
}

/** The one write people approved. Everything they saw, and every one of them, is checked again right before it. */
async function tag(plan: PromotePlan, context: JobContext): Promise<Tagged> {
  const given = await context.confirmApproval();
  // The tags name that line, so that AWS holds what the log must not lose. One that is lost already would never be missed.
  if (!given.decision) throw new StaleError(['the audit log has no line of this decision']);
  // The moment of the last vote, not of this attempt: a repeated attempt must write the same.
  const at = new Date(context.run.approval?.decidedAt ?? context.run.requestedAt);
  const statement = statementOf(plan.document, given, at);
  const isSigned = await writeApproval(plan.place, statement, context);
  return {
    approvers: statement.approvers,
    at: statement.at,
    isSigned,
    writtenAt: Date.now(),
  };
}

/**
 * What this run wrote already, or else the write. A worker that stood still and lost the run may have had its tags under way:
 * when they come to AWS after the first look, what is planned again is refused as approved already, or differs. It is
 * approved then, and by this run.
 */
async function tagOnce(plan: PromotePlan, context: JobContext, resumed: boolean): Promise<Tagged> {
  const before = resumed ? await writtenBefore(plan, context) : undefined;
  if (before) return before;
  try {
    return await tag(plan, context);
  } catch (error) {
    const isAnswer = error instanceof UserError || error instanceof StaleError;
    const meanwhile = isAnswer && resumed ? await writtenBefore(plan, context) : undefined;
    if (!meanwhile) throw error;
    return meanwhile;
  }
}

/** Tags an AMI as approved for an environment, after two people said so. */
export const promoteJob = defineJob({
  name: 'promote',
  doneWord: 'approved and tagged',
  plan: PromotePlan,
  result: PromoteResult,
  iam: [
    ...reads('ec2:DescribeImages'),
    ...writeApprovalNeeds,
    ...evaluationNeeds,
    { action: 'ec2:DeleteTags', on: ['image'], only: { tagKeys: ['assay'], ownImages: true } },
  ],
  target: (plan) => ({ place: plan.place, subject: `image/${plan.imageId}`, about: [plan.imageId] }),
  impact: (plan) => ({ approvesFor: plan.environment }),
  differences: (before, after) => differences(before.document, after.document),
  present: promotePresentation,
  async run(plan, context) {
    const keys = approvalTagKeys(context.settings, plan.environment);
    await context.progress({ phase: 'checking again and tagging' });
    const tagged = await context.step('tag', Tagged, async ({ resumed }) => {
      const tagged = await tagOnce(plan, context, resumed);
      // An old revocation would outweigh the new approval. Also after a crash: it may have been between the two writes.
      await context.aws.ec2(plan.place).deleteTags([plan.imageId], [keys.revocation]);
      return tagged;
    });
    await context.progress({ phase: 'reading the tags back' });
    await context.step('read-back', z.object({ imageId: z.string() }), () =>
      readApprovalBack(plan, ({ request }) => request === context.run.id, tagged.writtenAt, context),
    );
    const asked = await evaluate(plan.environment, [plan.place.region], context);
    return { imageId: plan.imageId, environment: plan.environment, ...tagged, ...asked };
  },
});
