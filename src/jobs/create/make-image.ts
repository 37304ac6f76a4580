import { z } from 'zod';
import type { Ec2Reader, Ec2Writer, Image, NewImage, Place } from '../../core/aws.ts';
import { type IamNeed, reads } from '../../core/iam.ts';
import type { JobContext } from '../../core/job.ts';
import { BusyError, UserError } from '../../core/outcome.ts';
import { isFresh } from '../../lookup/not-yet.ts';
import { readBackImage } from '../../lookup/read-back-image.ts';
import { CreateResult } from './result.ts';

/** An AMI to be made: everything but the tag that says which run made it. */
export interface ImageOrder extends NewImage {
  readonly place: Place;
  /** What to do when AWS could not finish it; one sentence. */
  readonly hint: string;
}

/** What `makeImage` calls. */
export const makeImageNeeds: readonly IamNeed[] = [
  ...reads('ec2:DescribeImages', 'ec2:DescribeInstances', 'ec2:DescribeSnapshots'),
  { action: 'ec2:CreateImage', on: ['instance', 'image', 'snapshot'] },
  { action: 'ec2:CreateTags', on: ['image', 'snapshot'], only: { createdBy: ['CreateImage'] } },
];

/** The AMI of ours that has this name; unique in an account and Region. */
async function imageNamed(ec2: Ec2Reader, name: string): Promise<Image | undefined> {
  const [image] = await ec2.images({ owners: ['self'], filters: [{ name: 'name', values: [name] }] });
  return image;
}

/**
 * CreateImage has no idempotency token, so the unique name and the run's tag stand in for one: an AMI of this name that
 * carries our run id is ours, whatever became of the answer; any other is somebody else's.
 */
async function createOnce(order: ImageOrder, context: JobContext, ec2: Ec2Writer): Promise<{ imageId: string }> {
  const runTag = `${context.settings.tags.prefix}run`;
  const isOurs = (image: Image): boolean => image.tags[runTag] === context.run.id;
  const before = await imageNamed(ec2, order.name);
  if (before && isOurs(before)) return { imageId: before.id };
  const { instanceId, name, description, noReboot, tags } = order;
  try {
    return await ec2.createImage({
      instanceId,
      name,
      description,
      noReboot,
      tags: { ...tags, [runTag]: context.run.id },
    });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'name_taken') throw error;
    const taken = await imageNamed(ec2, name);
    // AWS knows the name but does not show the AMI yet: it may be ours, so nobody is blamed before it shows.
    if (!taken)
      throw new BusyError(`AWS says the name ${name} is taken but does not show by what yet`, { waitMs: 3000 });
    if (isOurs(taken)) return { imageId: taken.id };
    // The tag that would tell may show later than the AMI itself.
    const isBare = taken.tags[runTag] === undefined && taken.sourceInstanceId === instanceId;
    if (isBare && isFresh(Date.parse(taken.createdAt)))
      throw new BusyError(`AWS does not show whose ${taken.id} is yet`, { waitMs: 3000 });
    throw error;
  }
}

/**
 * Makes an AMI of an instance, once per run whatever dies in between, waits until it is available and reads it back with
 * its snapshots and tags. Steps `create-image` and `read-back`.
 * @throws UserError not_possible with AWS's reason when it came to nothing
 */
export async function makeImage(order: ImageOrder, context: JobContext): Promise<CreateResult> {
  const ec2 = context.aws.ec2(order.place);
  await context.progress({ phase: order.noReboot ? 'creating' : 'rebooting and creating' });
  const { imageId } = await context.step('create-image', z.object({ imageId: z.string() }), () =>
    createOnce(order, context, ec2),
  );
  const seen = await context.until({ watch: 'image', place: order.place, target: imageId });
  if (seen.state !== 'done')
    throw new UserError(
      // Trying again would find the same failed AMI under the same name.
      'not_possible',
      `AWS could not finish ${imageId}: ${(seen.reason ?? seen.phase).replace(/\.$/, '')}.`,
      { hint: order.hint },
    );
  const since = z.object({ seenAt: z.number() }).parse(seen.data).seenAt;
  return context.step('read-back', CreateResult, async () => {
    const run = { tag: `${context.settings.tags.prefix}run`, id: context.run.id };
    const { image, snapshots } = await readBackImage(ec2, imageId, run, since);
    const [instance] = await ec2.instances({ ids: [order.instanceId] });
    // AWS answers in any order; people look for the root volume first.
    const inOrder = image.volumes.flatMap((volume) => snapshots.filter(({ id }) => id === volume.snapshotId));
    return {
      imageId,
      snapshots: inOrder.map(({ id, sizeGiB, encrypted }) => ({ id, sizeGiB, encrypted })),
      instanceState: instance?.state ?? 'gone',
    };
  });
}
