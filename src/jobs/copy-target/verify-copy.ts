import type { Image, Snapshot } from '../../core/aws.ts';
import type { JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { notYet } from '../../lookup/not-yet.ts';
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
  const [image] = await ec2.images({ ids: [imageId] });
  if (!image)
    throw notYet(since, {
      busy: `AWS does not show ${imageId} at the moment`,
      gone: `${imageId} was available and is gone again: somebody deregistered it.`,
      hint: 'Ask again if it is still wanted.',
    });
  const snapshots = await ec2.snapshots({ ids: image.volumes.map((volume) => volume.snapshotId) });
  const tag = `${context.settings.tags.prefix}run`;
  const isWhole = snapshots.length === plan.source.volumes.length;
  if (!isWhole || [image, ...snapshots].some(({ tags }) => tags[tag] !== context.run.id))
    throw notYet(since, {
      busy: `AWS does not show ${imageId} and all its snapshots with their tags yet`,
      gone: `${imageId} is available, but a snapshot or a tag of it is missing: somebody removed it.`,
      hint: `See what is left with /ami show ${imageId}.`,
    });
  const faults = faultsOf(plan, image, snapshots);
  if (faults.length > 0)
    throw new UserError('aws_failed', `${imageId} is not what was asked for: ${faults.join('; ')}.`, {
      hint: 'It stays as it is, so that it can be looked at; Undo removes it.',
    });
  return {
    imageId,
    snapshots: snapshots.map(({ id, sizeGiB, encrypted, keyArn }) => ({
      id,
      sizeGiB,
      encrypted,
      ...(keyArn === undefined ? {} : { keyArn }),
    })),
  };
}
