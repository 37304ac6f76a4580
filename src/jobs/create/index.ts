import { z } from 'zod';
import type { Ec2Reader, Ec2Writer, Image } from '../../core/aws.ts';
import { reads } from '../../core/iam.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { BusyError, UserError } from '../../core/outcome.ts';
import type { RunView } from '../../core/run.ts';
import { isFresh, notYet } from '../../lookup/not-yet.ts';
import { CreatePlan } from './plan.ts';
import { createPresentation } from './present.ts';
import { CreateResult } from './result.ts';

/** Tags Assay writes on image and snapshots at creation: how a lost answer is found again, and the record of the choice. */
function creationTags(plan: CreatePlan, run: RunView, prefix: string): Record<string, string> {
  return {
    Name: plan.name,
    ...plan.tags,
    [`${prefix}run`]: run.id,
    [`${prefix}requester`]: run.requester.userId,
    [`${prefix}source-instance`]: plan.instanceId,
    [`${prefix}consistency`]: plan.consistency,
  };
}

async function named(ec2: Ec2Reader, name: string): Promise<Image | undefined> {
  const [image] = await ec2.images({ owners: ['self'], filters: [{ name: 'name', values: [name] }] });
  return image;
}

/**
 * CreateImage has no idempotency token, so the unique name and the run's tag stand in for one: an AMI of this name that
 * carries our run id is ours, whatever became of the answer; any other is somebody else's.
 */
async function createOnce(plan: CreatePlan, context: JobContext, ec2: Ec2Writer): Promise<{ imageId: string }> {
  const { prefix } = context.settings.tags;
  const isOurs = (image: Image): boolean => image.tags[`${prefix}run`] === context.run.id;
  const before = await named(ec2, plan.name);
  if (before && isOurs(before)) return { imageId: before.id };
  try {
    return await ec2.createImage({
      instanceId: plan.instanceId,
      name: plan.name,
      description: plan.description,
      noReboot: plan.consistency === 'no-reboot',
      tags: creationTags(plan, context.run, prefix),
    });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'name_taken') throw error;
    const taken = await named(ec2, plan.name);
    // AWS knows the name but does not show the AMI yet: it may be ours, so nobody is blamed before it shows.
    if (!taken)
      throw new BusyError(`AWS says the name ${plan.name} is taken but does not show by what yet`, { waitMs: 3000 });
    if (isOurs(taken)) return { imageId: taken.id };
    // The tag that would tell may show later than the AMI itself.
    const isBare = taken.tags[`${prefix}run`] === undefined && taken.sourceInstanceId === plan.instanceId;
    if (isBare && isFresh(Date.parse(taken.createdAt)))
      throw new BusyError(`AWS does not show whose ${taken.id} is yet`, { waitMs: 3000 });
    throw error;
  }
}

/** An AMI from an instance, with its snapshots. */
export const createJob = defineJob({
  name: 'create',
  doneWord: 'created',
  plan: CreatePlan,
  result: CreateResult,
  iam: [
    ...reads('ec2:DescribeImages', 'ec2:DescribeInstances', 'ec2:DescribeSnapshots'),
    { action: 'ec2:CreateImage', on: ['instance', 'image', 'snapshot'] },
    { action: 'ec2:CreateTags', on: ['image', 'snapshot'], only: { createdBy: ['CreateImage'] } },
  ],
  target: (plan) => ({
    place: plan.place,
    // Two AMIs of one instance at the same time would reboot it twice.
    subject: `instance/${plan.instanceId}`,
    about: [plan.instanceId],
  }),
  startsGently: (plan) => plan.consistency === 'reboot',
  impact: () => ({}),
  present: createPresentation,
  async run(plan, context) {
    const ec2 = context.aws.ec2(plan.place);
    await context.progress({ phase: plan.consistency === 'reboot' ? 'rebooting and creating' : 'creating' });
    const { imageId } = await context.step('create-image', z.object({ imageId: z.string() }), () =>
      createOnce(plan, context, ec2),
    );
    const seen = await context.until({ watch: 'image', place: plan.place, target: imageId });
    if (seen.state !== 'done')
      throw new UserError(
        // Trying again would find the same failed AMI under the same name.
        'not_possible',
        `AWS could not finish ${imageId}: ${(seen.reason ?? seen.phase).replace(/\.$/, '')}.`,
        {
          hint: 'Mend what AWS names, deregister the failed AMI, and ask again under another name.',
        },
      );
    const since = z.object({ seenAt: z.number() }).parse(seen.data).seenAt;
    return context.step('read-back', CreateResult, async () => {
      const [image] = await ec2.images({ ids: [imageId] });
      if (!image)
        throw notYet(since, {
          busy: `AWS does not show ${imageId} at the moment`,
          gone: `${imageId} was available and is gone again: somebody deregistered it.`,
          hint: 'Ask again if it is still wanted.',
        });
      const snapshots = await ec2.snapshots({ ids: image.volumes.map((volume) => volume.snapshotId) });
      const untagged = [image, ...snapshots].filter(
        (resource) => resource.tags[`${context.settings.tags.prefix}run`] !== context.run.id,
      );
      if (snapshots.length < image.volumes.length || untagged.length > 0)
        throw notYet(since, {
          busy: `AWS does not show ${imageId} and all its snapshots with their tags yet`,
          gone: `${imageId} is available, but a snapshot or a tag of it is missing: somebody removed it.`,
          hint: `See what is left with /ami show ${imageId}.`,
        });
      const [instance] = await ec2.instances({ ids: [plan.instanceId] });
      // AWS answers in any order; people look for the root volume first.
      const inOrder = image.volumes.flatMap((volume) => snapshots.filter(({ id }) => id === volume.snapshotId));
      return {
        imageId,
        snapshots: inOrder.map(({ id, sizeGiB, encrypted }) => ({ id, sizeGiB, encrypted })),
        instanceState: instance?.state ?? 'gone',
      };
    });
  },
});
