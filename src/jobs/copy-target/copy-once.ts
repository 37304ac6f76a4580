import { createHash } from 'node:crypto';
import type { Ec2Reader, Image } from '../../core/aws.ts';
import type { JobContext } from '../../core/job.ts';
import { BusyError, UserError } from '../../core/outcome.ts';
import type { RunView } from '../../core/run.ts';
import { isFresh } from '../../lookup/not-yet.ts';
import type { CopyTargetPlan } from './plan.ts';

/** Tags Assay writes on the copy and its snapshots at creation: how a lost answer is found again, and where it comes from. */
function creationTags({ source, target, tags }: CopyTargetPlan, run: RunView, prefix: string): Record<string, string> {
  return {
    Name: target.name,
    ...tags,
    [`${prefix}run`]: run.id,
    // How all copies of one request are found again, should its record be lost.
    ...(run.parent ? { [`${prefix}parent`]: run.parent.runId } : {}),
    [`${prefix}requester`]: run.requester.userId,
    [`${prefix}source-image`]: source.imageId,
    [`${prefix}source-region`]: source.place.region,
  };
}

/**
 * AWS remembers a token for the copy it made, also when that copy failed and was removed: so each time people have this
 * tried again it is another one. Within one try it stays the same, whatever dies in between.
 */
const tokenOf = ({ target }: CopyTargetPlan, run: RunView): string =>
  createHash('sha256')
    .update([run.parent?.runId ?? run.id, target.place.account, target.place.region, run.retried?.count ?? 0].join('|'))
    .digest('hex');

/** The AMI that holds the copy's name in its account and Region, if there is one. */
export async function namedLikeIt({ target }: CopyTargetPlan, ec2: Ec2Reader): Promise<Image | undefined> {
  const [image] = await ec2.images({ owners: ['self'], filters: [{ name: 'name', values: [target.name] }] });
  return image;
}

/** Made by this run: only creation writes this tag. */
export const isOurs = (image: Image, { run, settings }: Pick<JobContext, 'run' | 'settings'>): boolean =>
  image.tags[`${settings.tags.prefix}run`] === run.id;

/**
 * Starts the copy, or finds the one this run has started before: by our token as long as AWS remembers it, and by its
 * name together with the run's tag for ever.
 * @throws UserError name_taken when the name is somebody else's
 */
export async function copyOnce(plan: CopyTargetPlan, context: JobContext): Promise<{ imageId: string }> {
  const { source, target, description, withinMinutes } = plan;
  const ec2 = context.aws.ec2(target.place);
  const before = await namedLikeIt(plan, ec2);
  if (before && isOurs(before, context)) return { imageId: before.id };
  try {
    return await context.aws.copies(target.place).copyImage({
      source: { imageId: source.imageId, region: source.place.region },
      name: target.name,
      description,
      keyId: target.key?.arn,
      tags: creationTags(plan, context.run, context.settings.tags.prefix),
      clientToken: tokenOf(plan, context.run),
      withinMinutes,
    });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'name_taken') throw error;
    const taken = await namedLikeIt(plan, ec2);
    // AWS knows the name but does not show the AMI yet, or not its tags: it may be ours, so nobody is blamed before it shows.
    if (!taken)
      throw new BusyError(`AWS says the name ${target.name} is taken but does not show by what yet`, { waitMs: 3000 });
    if (isOurs(taken, context)) return { imageId: taken.id };
    const isBare = taken.tags[`${context.settings.tags.prefix}run`] === undefined;
    if (isBare && taken.sourceImageId === source.imageId && isFresh(Date.parse(taken.createdAt)))
      throw new BusyError(`AWS does not show whose ${taken.id} is yet`, { waitMs: 3000 });
    throw error;
  }
}
