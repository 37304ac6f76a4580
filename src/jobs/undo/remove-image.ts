import { z } from 'zod';
import type { JobContext, StepAttempt } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import type { Reversal } from '../../core/reversal.ts';
import { snapshotsLeft } from '../../lookup/snapshots-left.ts';
import { stillToUndo } from '../../lookup/still-to-undo.ts';

type ImageReversal = Extract<Reversal, { kind: 'image' }>;

const Noted = z.object({ snapshotIds: z.array(z.string()) });
/** Null in a record written before this was told. */
const Removed = z.object({ left: z.array(z.object({ snapshotId: z.string(), why: z.string() })) }).nullable();

/** Said after the word of each snapshot that AWS did not delete. */
const kept = { skipped: 'another AMI uses it', 'missing-permissions': 'Assay may not delete it' } as const;

async function deregister(
  one: ImageReversal,
  noted: readonly string[],
  { resumed }: StepAttempt,
  context: JobContext,
): Promise<z.input<typeof Removed>> {
  const { place, imageId } = one;
  const ec2 = context.aws.ec2(place);
  if (!(await stillToUndo(one, context))) {
    // Gone by an earlier attempt of ours whose answer was lost; or by somebody, or it is somebody's now.
    const isLost = resumed && (await ec2.images({ ids: [imageId] })).length === 0;
    const left = isLost ? await snapshotsLeft(noted, ec2) : [];
    return { left: left.map((snapshotId) => ({ snapshotId, why: 'AWS did not delete it' })) };
  }
  const outcomes = await context.aws.lifecycle(place).deregister(imageId, { withSnapshots: true });
  return {
    left: outcomes
      .filter(({ outcome }) => outcome !== 'success')
      .map(({ snapshotId, outcome }) => ({
        snapshotId,
        why: outcome === 'skipped' || outcome === 'missing-permissions' ? kept[outcome] : 'AWS failed to delete it',
      })),
  };
}

/**
 * Deregisters an AMI with its snapshots. Steps `look:<index>` and `undo:<index>`: which snapshots it had is known after it
 * is gone, and what stayed after the run has begun again.
 * @throws UserError as long as one of its snapshots is there
 */
export async function removeImage(index: number, one: ImageReversal, context: JobContext): Promise<void> {
  const { place, imageId } = one;
  const ec2 = context.aws.ec2(place);
  const { snapshotIds } = await context.step(`look:${index}`, Noted, async () => {
    const [image] = await ec2.images({ ids: [imageId] });
    return { snapshotIds: image?.volumes.flatMap(({ snapshotId }) => snapshotId ?? []) ?? [] };
  });
  const act = (attempt: StepAttempt) => deregister(one, snapshotIds, attempt, context);
  const left = (await context.step(`undo:${index}`, Removed, act))?.left ?? [];
  // Looked at by each try: somebody may have deleted it in the meantime.
  const there = await snapshotsLeft(
    left.map(({ snapshotId }) => snapshotId),
    ec2,
  );
  const why = left
    .filter(({ snapshotId }) => there.includes(snapshotId))
    .map(({ snapshotId, why }) => `${snapshotId} (${why})`);
  if (why.length === 0) return;
  throw new UserError('aws_failed', `${imageId} is deregistered, but snapshots of it stay: ${why.join(', ')}.`, {
    hint: 'Delete them in the console when nothing uses them any more.',
  });
}
