import type { Image, Snapshot } from '../../core/aws.ts';
import type { JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { readBackImage } from '../../lookup/read-back-image.ts';
import type { CopyTargetPlan, CopyTargetResult } from './plan.ts';

/** What is wrong with a copy that AWS calls available, in a sentence each; empty when it is what was asked for. */
function faultsOf(plan: CopyTargetPlan, image: Image, snapshots: readonly Snapshot[]): readonly string[] {
  const { source, target } = plan;
  const faults: string[] = [];
  if (image.ownerId !== target.place.account) faults.push(`it belongs to ${image.ownerId}`);
  if (image.sourceImageId !== source.imageId || image.sourceImageRegion !== source.place.region)
    faults.push(`AWS says it comes from ${image.sourceImageId ?? 'nowhere'}`);
  const sizes = (volumes: readonly { readonly device: string; readonly sizeGiB: number }[]): string =>
    volumes
      .map(({ device, sizeGiB }) => `${device} ${sizeGiB} GiB`)
      .sort()
      .join(', ');
  if (sizes(image.volumes) !== sizes(source.volumes))
    faults.push(`it has ${sizes(image.volumes)} instead of ${sizes(source.volumes)}`);
  for (const { id, ownerId, keyArn } of snapshots) {
    if (ownerId !== target.place.account) faults.push(`snapshot ${id} belongs to ${ownerId}`);
    if (keyArn !== target.key?.arn)
      faults.push(`snapshot ${id} is ${keyArn ? `encrypted under ${keyArn}` : 'not encrypted'}`);
  }
  return faults;
}

/**
 * Reads the copy back: owner, origin, volumes, and the key of every snapshot.
 * @param since when AWS said it was available
 * @throws BusyError while AWS does not show everything; UserError when it is not what was asked for
 */
export async function verifyCopy(
  plan: CopyTargetPlan,
  imageId: string,
  since: number,
  context: JobContext,
): Promise<CopyTargetResult> {
  const ec2 = context.aws.ec2(plan.target.place);
  const run = { tag: `${context.settings.tags.prefix}run`, id: context.run.id };
  const { image, snapshots } = await readBackImage(ec2, imageId, run, since, plan.source.volumes.length);
  const faults = faultsOf(plan, image, snapshots);
  if (faults.length > 0)
    throw new UserError('aws_failed', `${imageId} is not what was asked for: ${faults.join('; ')}.`, {
      hint: 'It stays as it is, so that it can be looked at; Undo removes it.',
    });
  const deviceOf = new Map(image.volumes.map(({ snapshotId, device }) => [snapshotId, device]));
  return {
    imageId,
    snapshots: snapshots.map(({ id, sizeGiB, encrypted, keyArn }) => ({
      id,
      device: deviceOf.get(id) ?? '',
      sizeGiB,
      encrypted,
      ...(keyArn === undefined ? {} : { keyArn }),
    })),
  };
}
