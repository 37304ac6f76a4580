import { z } from 'zod';
import { approvalTagKeys, revocationValue } from '../../approvals/tag-keys.ts';
import type { Image } from '../../core/aws.ts';
import { reads } from '../../core/iam.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { approvedCopies } from '../../lookup/approved-copies.ts';
import { evaluationNeeds } from '../../lookup/config-needs.ts';
import { evaluate } from '../../lookup/evaluate-again.ts';
import { notYet } from '../../lookup/not-yet.ts';
import { revocationStep } from '../../lookup/revoked-since.ts';
import { RevokePlan, RevokeResult, Target } from './plan.ts';
import { revokePresentation } from './present.ts';

const imageNow = async ({ place, imageId }: Target, context: JobContext): Promise<Image | undefined> =>
  (await context.aws.ec2(place).images({ ids: [imageId] }))[0];

/** Says "revoked" before it removes "approved": whoever looks in between sees a revoked AMI, never an approved one. */
async function untag(target: Target, plan: RevokePlan, context: JobContext): Promise<void> {
  const keys = approvalTagKeys(context.settings, plan.environment);
  const ec2 = context.aws.ec2(target.place);
  const { run } = context;
  const revocation = revocationValue({ at: run.requestedAt, by: run.requester.userId, runId: run.id });
  await ec2.createTags([target.imageId], { [keys.revocation]: revocation });
  await ec2.deleteTags([target.imageId], [keys.approved, keys.shared, keys.attestation, keys.signature]);
}

/** An AMI that is gone meanwhile is not approved either. */
async function revoke(target: Target, plan: RevokePlan, context: JobContext): Promise<void> {
  try {
    await untag(target, plan, context);
  } catch (error) {
    if (!(error instanceof UserError) || (await imageNow(target, context))) throw error;
  }
}

async function readBack(target: Target, plan: RevokePlan, writtenAt: number, context: JobContext): Promise<void> {
  const keys = approvalTagKeys(context.settings, plan.environment);
  const image = await imageNow(target, context);
  if (image && (image.tags[keys.approved] !== undefined || image.tags[keys.shared] !== undefined))
    throw notYet(writtenAt, {
      busy: `AWS still shows approval tags on ${target.imageId}`,
      gone: `The approval tags of ${target.imageId} were removed, but they are there again: somebody put them back.`,
      hint: `See what they prove with /ami verify ${target.imageId}, and revoke it again.`,
    });
}

const Untagged = z.object({ writtenAt: z.number() });

function notAll(refusal: UserError, done: readonly string[], targets: readonly Target[]): UserError {
  const left = targets.map(({ imageId }) => imageId).filter((id) => !done.includes(id));
  const gone = done.length > 0 ? ` The tags are gone from ${done.join(', ')}.` : '';
  return new UserError(refusal.code, `Still approved: ${left.join(', ')}. ${refusal.message}${gone}`, {
    hint: refusal.hint,
    cause: refusal,
  });
}

/** One AMI that AWS refuses does not keep the others approved. */
async function revokeAll(targets: readonly Target[], plan: RevokePlan, context: JobContext): Promise<void> {
  const written = new Map<string, number>();
  const refusals: UserError[] = [];
  for (const target of targets) {
    await context.progress({ phase: `removing the tags of ${target.imageId}` });
    try {
      const { writtenAt } = await context.step(revocationStep(target.imageId), Untagged, async () => {
        await revoke(target, plan, context);
        return { writtenAt: Date.now() };
      });
      written.set(target.imageId, writtenAt);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refusals.push(error);
    }
  }
  const [refusal] = refusals;
  if (refusal) throw notAll(refusal, [...written.keys()], targets);
  for (const target of targets)
    await context.step(`read-back:${target.imageId}`, z.object({ imageId: z.string() }), async () => {
      await readBack(target, plan, written.get(target.imageId) ?? 0, context);
      return { imageId: target.imageId };
    });
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
    ...evaluationNeeds,
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
    await revokeAll(targets, plan, context);
    // A copy that was just being made may have got the approval since the plan; from now on it sees that the source is revoked.
    const late = await context.step('late-copies', z.array(Target), async () =>
      (await approvedCopies(plan.image.imageId, plan.environment, plan.request, context))
        .filter(({ id }) => !targets.some(({ imageId }) => imageId === id))
        .map(({ place, id, name }) => ({ place, imageId: id, name })),
    );
    await revokeAll(late, plan, context);
    const imageIds = [...targets, ...late].map((target) => target.imageId);
    const regions = [...new Set([...targets, ...late].map(({ place }) => place.region))];
    const asked = await evaluate(plan.environment, regions, context);
    return { imageIds, at: new Date(context.run.requestedAt).toISOString(), ...asked };
  },
});
