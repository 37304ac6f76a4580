import type { Place } from '../core/aws.ts';
import type { JobContext } from '../core/job.ts';
import { BusyError, UserError } from '../core/outcome.ts';
import { isFresh } from './not-yet.ts';

/**
 * Works on an AMI that may be minutes old. AWS shows such a one, and may for some moments say of other calls that there is no
 * such AMI or snapshot: that is tried again, not taken for an answer.
 * @throws what `work` throws; BusyError instead of not_found while the AMI is shown and new
 */
export async function whileShown<T>(
  { place, imageId }: { readonly place: Place; readonly imageId: string },
  { aws }: Pick<JobContext, 'aws'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'not_found') throw error;
    const [image] = await aws.ec2(place).images({ ids: [imageId] });
    if (!image || !isFresh(Date.parse(image.createdAt))) throw error;
    throw new BusyError(`AWS does not know all of ${imageId} everywhere yet`, { waitMs: 2000, cause: error });
  }
}
