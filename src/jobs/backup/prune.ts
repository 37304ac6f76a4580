import { z } from 'zod';
import type { Image } from '../../core/aws.ts';
import type { JobContext, StepAttempt } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { snapshotsLeft } from '../../lookup/snapshots-left.ts';
import type { BackupPlan } from './plan.ts';
import { type BackedUp, type Kept, Kept as KeptSchema, type Pruned, Pruned as PrunedSchema } from './result.ts';
import { backupTagsOf, mostPruned, ownReason, pastTime } from './retention.ts';
import { whyNeeded } from './who-uses.ts';

const Chosen = z.array(
  z.object({
    place: z.object({ account: z.string(), region: z.string() }),
    imageId: z.string(),
    snapshotIds: z.array(z.string()),
  }),
);
type Chosen = z.infer<typeof Chosen>;
const Outcome = z.object({ pruned: PrunedSchema.optional(), kept: KeptSchema.optional() });

/** Past their time, of an instance that has a new backup; oldest first. */
async function choose(plan: BackupPlan, { place, instanceId }: BackedUp, context: JobContext): Promise<Chosen> {
  const tags = backupTagsOf(context.settings);
  const images = await context.aws.ec2(place).images({
    owners: ['self'],
    filters: [
      { name: `tag:${tags.schedule}`, values: [plan.schedule] },
      { name: `tag:${tags.instance}`, values: [instanceId] },
    ],
  });
  // The tag says so, and so does AWS: a tag copied onto another AMI makes no backup of it.
  const own = images.filter((image) => image.sourceInstanceId === instanceId);
  return pastTime(own, plan.retention, Date.now())
    .toReversed()
    .map((one) => ({
      ...one,
      snapshotIds:
        own.find(({ id }) => id === one.imageId)?.volumes.flatMap(({ snapshotId }) => snapshotId ?? []) ?? [],
    }));
}

/** An earlier attempt of ours has removed it, and AWS's answer was lost: what of its snapshots is left is looked up. */
async function removedBefore({ place, imageId, snapshotIds }: Chosen[number], context: JobContext): Promise<Pruned> {
  const there = await snapshotsLeft(snapshotIds, context.aws.ec2(place));
  const left = there.map((snapshotId) => ({ snapshotId, why: 'AWS did not delete it' }));
  return { imageId, snapshots: snapshotIds.length - left.length, left };
}

/** Looked at anew, right before it goes: since it was chosen somebody may have begun to use it. */
async function removeOne(
  one: Chosen[number],
  plan: BackupPlan,
  context: JobContext,
  resumed: boolean,
): Promise<z.input<typeof Outcome>> {
  const { place, imageId } = one;
  const [image] = await context.aws.ec2(place).images({ ids: [imageId] });
  // Gone: by an earlier attempt of ours, or by somebody. Nothing is left to do either way.
  if (!image) return { pruned: resumed ? await removedBefore(one, context) : { imageId, snapshots: 0, left: [] } };
  const why = stillOurs(image, plan, context) ?? (await whyNeeded(image, context));
  if (why !== undefined) return { kept: { imageId, why } };
  try {
    const outcomes = await context.aws.lifecycle(place).deregister(imageId, { withSnapshots: true });
    const left = outcomes.filter(({ outcome }) => outcome !== 'success');
    return {
      pruned: {
        imageId,
        snapshots: outcomes.length - left.length,
        left: left.map(({ snapshotId, outcome }) => ({
          snapshotId,
          why: outcome === 'skipped' ? 'another AMI uses it' : outcome.replaceAll('-', ' '),
        })),
      },
    };
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'aws_busy') throw error;
    if (error.code === 'wrong_state' || error.code === 'not_found')
      return { pruned: { imageId, snapshots: 0, left: [] } };
    // AWS or a policy keeps it; that must not cost the others.
    return { kept: { imageId, why: `could not be removed: ${error.message}` } };
  }
}

function stillOurs(image: Image, plan: BackupPlan, { settings }: JobContext): string | undefined {
  if (image.state !== 'available') return `is ${image.state}`;
  if (image.tags[backupTagsOf(settings).schedule] !== plan.schedule)
    return 'does not carry the tag of the schedule any more';
  return ownReason(image, settings);
}

/**
 * Retention, after the new backups are there: removes AMIs of this schedule that are past their time and that nothing
 * needs, with their snapshots. Steps `choose:<instance>` and `prune:<AMI>`: a retry goes on with the instances that had no
 * new backup yet, and still knows what was removed before.
 */
export async function prune(
  plan: BackupPlan,
  created: readonly BackedUp[],
  context: JobContext,
): Promise<{ readonly pruned: Pruned[]; readonly kept: Kept[] }> {
  const all: Chosen[number][] = [];
  for (const one of created)
    all.push(...(await context.step(`choose:${one.instanceId}`, Chosen, () => choose(plan, one, context))));
  const chosen = all.slice(0, mostPruned);
  const outcomes: z.output<typeof Outcome>[] = [];
  for (const one of chosen) {
    await context.progress({ phase: `removing old backups, ${outcomes.length + 1} of ${chosen.length}` });
    const act = ({ resumed }: StepAttempt) => removeOne(one, plan, context, resumed);
    outcomes.push(await context.step(`prune:${one.imageId}`, Outcome, act));
  }
  return {
    pruned: outcomes.flatMap(({ pruned }) => pruned ?? []),
    kept: outcomes.flatMap(({ kept }) => kept ?? []),
  };
}
