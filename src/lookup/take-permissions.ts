import type { Place } from '../core/aws.ts';
import type { GivenPermission } from '../core/aws-sharing.ts';
import type { JobContext } from '../core/job.ts';
import { BusyError, UserError } from '../core/outcome.ts';

/**
 * Takes a permission away. What somebody removed meanwhile gives nobody anything any more; what else was given with it is
 * still to be taken back, so that is no reason to stop.
 * @param resumed not the first try: not there for a moment is not gone
 */
async function take(what: string, remove: () => Promise<void>, resumed: boolean): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'not_found') throw error;
    if (!resumed) throw new BusyError(`AWS does not show ${what} at the moment`, { waitMs: 3000 });
  }
}

/** Takes launch permissions of an AMI away, or finds that it was deregistered. */
export const takeLaunchPermissions = (
  { place, imageId }: { readonly place: Place; readonly imageId: string },
  permissions: readonly GivenPermission[],
  { aws }: Pick<JobContext, 'aws'>,
  resumed: boolean,
): Promise<void> => take(imageId, () => aws.sharing(place).removeLaunchPermissions(imageId, permissions), resumed);

/** Takes the permission to make volumes of a snapshot away, or finds that it was deleted. */
export const takeVolumePermission = (
  { place, snapshotId }: { readonly place: Place; readonly snapshotId: string },
  account: string,
  { aws }: Pick<JobContext, 'aws'>,
  resumed: boolean,
): Promise<void> => take(snapshotId, () => aws.sharing(place).removeVolumePermission(snapshotId, account), resumed);
