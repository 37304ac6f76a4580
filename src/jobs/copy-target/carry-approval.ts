import { z } from 'zod';
import { readAttestation, type Statement } from '../../approvals/attestation.ts';
import { type CarryDecision, decideCarryOver, type OwnImage } from '../../approvals/carry-over.ts';
import { isSignedByUs } from '../../approvals/check-attestation.ts';
import { approvalTagKeys } from '../../approvals/tag-keys.ts';
import type { Place } from '../../core/aws.ts';
import type { JobContext } from '../../core/job.ts';
import { canonicalJson } from '../../core/json.ts';
import { readApprovalBack, writeApproval } from '../promote/write-approval.ts';
import { CarriedApproval, type CopyTargetPlan } from './plan.ts';

const Written = CarriedApproval.extend({ at: z.number() });
type Written = z.infer<typeof Written>;

/** An AMI as its own account reads it now: only there its tags are the owner's. */
async function ownImage(place: Place, imageId: string, context: JobContext): Promise<OwnImage | undefined> {
  const ec2 = context.aws.ec2(place);
  const [image] = await ec2.images({ ids: [imageId] });
  if (image?.ownerId !== place.account) return undefined;
  const ids = image.volumes.map(({ snapshotId }) => snapshotId);
  return { image, snapshots: ids.length > 0 ? await ec2.snapshots({ ids }) : [] };
}

async function decide(
  plan: CopyTargetPlan,
  imageId: string,
  environment: string,
  context: JobContext,
): Promise<CarryDecision & { readonly copy?: OwnImage }> {
  const { settings, aws, run } = context;
  const copy = await ownImage(plan.target.place, imageId, context);
  const source = await ownImage(plan.source.place, plan.source.imageId, context);
  if (!copy) return { kind: 'no', why: `${imageId} is gone from AWS.` };
  if (!source) return { kind: 'no', why: `${plan.source.imageId} is gone from AWS.`, copy };
  const verify: typeof aws.keys.verify = (keyArn, digest, signature) => aws.keys.verify(keyArn, digest, signature);
  return { ...(await decideCarryOver({ source, copy, environment, runId: run.id, settings, verify })), copy };
}

/**
 * What this run wrote, or may have written, onto the copy before it was decided otherwise: a revoked source leaves no
 * approved copy behind. What somebody else wrote stays.
 */
async function takeAway(
  { image }: OwnImage,
  environment: string,
  mayStand: boolean,
  context: JobContext,
): Promise<void> {
  const read = readAttestation(image.tags, image, environment, context.settings);
  const isOurs = read.kind === 'read' && read.statement.carriedBy === context.run.id;
  // AWS may not show yet what was just written.
  if (!isOurs && !(mayStand && read.kind === 'absent')) return;
  const { approved, shared, attestation, signature } = approvalTagKeys(context.settings, environment);
  await context.aws.ec2(image.place).deleteTags([image.id], [approved, shared, attestation, signature]);
}

/** Written by this run, before it died, and signed by us: anybody could have written the same words. */
async function isWritten({ image }: OwnImage, statement: Statement, { settings, aws }: JobContext): Promise<boolean> {
  const read = readAttestation(image.tags, image, statement.environment, settings);
  const isSame = read.kind === 'read' && canonicalJson(read.statement) === canonicalJson(statement);
  return isSame && (await isSignedByUs(statement, image.tags, settings, aws.keys.verify));
}

/**
 * Decides, writes, and decides again: a revocation looks for copies after it has marked the source, and this looks at the
 * source after it has marked the copy, so that one of the two sees the other.
 */
async function carryOver(
  plan: CopyTargetPlan,
  imageId: string,
  environment: string,
  resumed: boolean,
  context: JobContext,
): Promise<Written> {
  const first = await decide(plan, imageId, environment, context);
  const isNew = first.kind === 'carry' && first.copy && !(await isWritten(first.copy, first.statement, context));
  if (isNew) await writeApproval(plan.target.place, first.statement, context);
  const at = Date.now();
  const decided = isNew ? await decide(plan, imageId, environment, context) : first;
  if (decided.kind === 'carry')
    return { environment, isCarried: true, approvers: decided.statement.approvers.length, at };
  if (decided.copy) await takeAway(decided.copy, environment, isNew || resumed, context);
  return { environment, isCarried: false, why: decided.why, at };
}

/**
 * Carries the approvals of the source over to a copy that is there and was checked.
 * @returns for each environment asked for whether it was, or why not
 * @throws BusyError while AWS cannot say: nothing is carried over by a guess, and nothing lost by one
 */
export async function carryApprovals(
  plan: CopyTargetPlan,
  imageId: string,
  context: JobContext,
): Promise<readonly CarriedApproval[]> {
  const carried: CarriedApproval[] = [];
  for (const environment of plan.carry ?? []) {
    const { at, ...outcome } = await context.step(`carry:${environment}`, Written, ({ resumed }) =>
      carryOver(plan, imageId, environment, resumed, context),
    );
    if (outcome.isCarried)
      await context.step(`carried:${environment}`, z.object({ imageId: z.string() }), () =>
        readApprovalBack(
          { place: plan.target.place, imageId, environment },
          ({ carriedBy }) => carriedBy === context.run.id,
          at,
          context,
        ),
      );
    carried.push(outcome);
  }
  return carried;
}
