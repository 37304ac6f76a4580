import type { Image } from '../../core/aws.ts';
import type { JobContext } from '../../core/job.ts';
import { StaleError, UserError } from '../../core/outcome.ts';
import type { RetirePlan } from './plan.ts';

const minuteMs = 60_000;

/** A retirement that has deprecated its AMI. */
export interface Begun extends RetirePlan {
  /** From when; ISO 8601. */
  readonly deprecatedAt: string;
}

/** Whether it is deprecated from that very moment, which AWS rounds to the minute. Another one is somebody else's. */
export const isDeprecatedFrom = (moment: string, image: Image): boolean =>
  image.deprecatedAt !== undefined && Math.abs(Date.parse(image.deprecatedAt) - Date.parse(moment)) < minuteMs;

/** The AMI as it is now; undefined when AWS does not show it. */
export const imageNow = async ({ place, imageId }: RetirePlan, context: JobContext): Promise<Image | undefined> =>
  (await context.aws.ec2(place).images({ ids: [imageId] }))[0];

/**
 * The AMI after a sleep. Others may have worked on it meanwhile.
 * @param expected what it must still be; anything later is taken as done by ourselves before a crash
 * @throws StaleError when it was restored, or deprecated anew since: somebody wants to keep it, or ends it otherwise;
 * UserError when it is gone
 */
export async function lookAgain(plan: Begun, context: JobContext, expected: 'available' | 'disabled'): Promise<Image> {
  const image = await imageNow(plan, context);
  if (!image)
    throw new UserError('wrong_state', `${plan.imageId} is gone: somebody deregistered it meanwhile.`, {
      hint: `If it lies in the Recycle Bin, it comes back with /ami restore ${plan.imageId}.`,
    });
  if (image.deprecatedAt === undefined)
    throw new StaleError([`${plan.imageId} was restored: it is no longer deprecated, so its retirement ends here`]);
  if (!isDeprecatedFrom(plan.deprecatedAt, image)) {
    const moment = image.deprecatedAt.slice(0, 16).replace('T', ' ');
    throw new StaleError([`${plan.imageId} was deprecated anew, for ${moment} UTC, so this retirement ends here`]);
  }
  if (expected === 'disabled' && image.state === 'available')
    throw new StaleError([`${plan.imageId} was enabled again, so its retirement ends here`]);
  return image;
}
