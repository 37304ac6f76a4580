import type { Ec2Reader, Image, Snapshot } from '../core/aws.ts';
import { notYet } from './not-yet.ts';

/**
 * An AMI that a run has made, with all its snapshots, as AWS shows it now.
 * @param since when AWS said it was available
 * @param volumes how many it must have; left out: as many as it says it has
 * @throws BusyError while AWS does not show everything; UserError when a part of it was removed meanwhile
 */
export async function readBackImage(
  ec2: Ec2Reader,
  imageId: string,
  run: { readonly tag: string; readonly id: string },
  since: number,
  volumes?: number,
): Promise<{ readonly image: Image; readonly snapshots: readonly Snapshot[] }> {
  const [image] = await ec2.images({ ids: [imageId] });
  if (!image)
    throw notYet(since, {
      busy: `AWS does not show ${imageId} at the moment`,
      gone: `${imageId} was available and is gone again: somebody deregistered it.`,
      hint: 'Ask again if it is still wanted.',
    });
  const snapshots = await ec2.snapshots({ ids: image.volumes.map((volume) => volume.snapshotId) });
  const isWhole = snapshots.length === (volumes ?? image.volumes.length);
  if (!isWhole || [image, ...snapshots].some(({ tags }) => tags[run.tag] !== run.id))
    throw notYet(since, {
      busy: `AWS does not show ${imageId} and all its snapshots with their tags yet`,
      gone: `${imageId} is available, but a snapshot or a tag of it is missing: somebody removed it.`,
      hint: `See what is left with /ami show ${imageId}.`,
    });
  return { image, snapshots };
}
