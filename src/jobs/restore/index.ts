import { z } from 'zod';
import type { Image } from '../../core/aws.ts';
import type { GivenPermission } from '../../core/aws-sharing.ts';
import { reads } from '../../core/iam.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import { BusyError, UserError } from '../../core/outcome.ts';
import { readShares, shareTagKeys, shareTexts } from '../../lookup/kept-shares.ts';
import { notYet } from '../../lookup/not-yet.ts';
import { RestorePlan, RestoreResult } from './plan.ts';
import { restorePresentation } from './present.ts';

const At = z.object({ at: z.number() });

const imageNow = async ({ place, imageId }: RestorePlan, context: JobContext): Promise<Image | undefined> =>
  (await context.aws.ec2(place).images({ ids: [imageId] }))[0];

/** Snapshots first: AWS does not bring back an AMI whose snapshots are not there. */
async function outOfBin(plan: RestorePlan, context: JobContext): Promise<void> {
  const lifecycle = context.aws.lifecycle(plan.place);
  for (const id of plan.snapshots)
    await context.step(`snapshot:${id}`, At, async () => {
      const [there] = await context.aws.ec2(plan.place).snapshots({ ids: [id] });
      if (!there) await lifecycle.restoreSnapshot(id);
      return { at: Date.now() };
    });
  if (!plan.isBinned) return;
  await context.step('image', At, async () => {
    if (!(await imageNow(plan, context))) await lifecycle.restoreImage(plan.imageId);
    return { at: Date.now() };
  });
}

async function isThere(plan: RestorePlan, context: JobContext): Promise<Image> {
  const image = await imageNow(plan, context);
  if (image) return image;
  if (plan.isBinned) throw new BusyError(`AWS does not show ${plan.imageId} yet`, { waitMs: 2000 });
  throw new UserError('wrong_state', `${plan.imageId} is gone: somebody deregistered it.`, {
    hint: `If it lies in the Recycle Bin, it comes back with /ami restore ${plan.imageId}.`,
  });
}

/** All at once; where AWS refuses one of them, one by one, so that one closed account does not cost the others theirs. */
async function share(plan: RestorePlan, context: JobContext): Promise<z.output<typeof RestoreResult>> {
  const sharing = context.aws.sharing(plan.place);
  const permissions = readShares(plan.sharedWith);
  const given = permissions.filter((one): one is GivenPermission => one.kind !== 'public');
  const refused = permissions
    .filter(({ kind }) => kind === 'public')
    .map(() => ({ permission: 'public', why: 'Assay makes nothing public.' }));
  if (given.length === 0) return { sharedWith: [], refused };
  try {
    await sharing.addLaunchPermissions(plan.imageId, given);
    return { sharedWith: shareTexts(given), refused };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  const taken: GivenPermission[] = [];
  for (const permission of given)
    try {
      await sharing.addLaunchPermissions(plan.imageId, [permission]);
      taken.push(permission);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused.push({ permission: shareTexts([permission])[0] ?? '', why: error.message });
    }
  return { sharedWith: shareTexts(taken), refused };
}

/** Takes a retirement back, as far as AWS can. */
export const restoreJob = defineJob({
  name: 'restore',
  doneWord: 'restored',
  plan: RestorePlan,
  result: RestoreResult,
  iam: [
    ...reads('ec2:DescribeImages', 'ec2:DescribeImageAttribute', 'ec2:DescribeSnapshots'),
    { action: 'ec2:RestoreSnapshotFromRecycleBin', on: ['snapshot'], only: { ownImages: true } },
    { action: 'ec2:RestoreImageFromRecycleBin', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:EnableImage', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:DisableImageDeprecation', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:ModifyImageAttribute', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:DeleteTags', on: ['image'], only: { tagKeys: ['assay'], ownImages: true } },
  ],
  target: (plan) => ({ place: plan.place, subject: `image/${plan.imageId}`, about: [plan.imageId] }),
  impact: (plan) => ({ unknownAccounts: plan.unknownAccounts }),
  present: restorePresentation,
  async run(plan, context) {
    const { place, imageId } = plan;
    const ec2 = context.aws.ec2(place);
    const lifecycle = context.aws.lifecycle(place);
    await context.progress({ phase: 'restoring' });
    await outOfBin(plan, context);
    // First of all what a sleeping retirement looks for when it wakes.
    await context.step('undeprecate', At, async () => {
      const image = await isThere(plan, context);
      if (image.deprecatedAt !== undefined) await lifecycle.cancelDeprecation(imageId);
      return { at: Date.now() };
    });
    const { at } = await context.step('enable', At, async () => {
      // Look first: AWS refuses to enable what is enabled, and we may have died after its answer.
      if ((await isThere(plan, context)).state === 'disabled') await lifecycle.enable(imageId);
      return { at: Date.now() };
    });
    await context.step('enabled', z.object({}), async () => {
      const image = await imageNow(plan, context);
      if (image?.state !== 'available' || image.deprecatedAt !== undefined)
        throw notYet(at, {
          busy: `AWS does not show ${imageId} as available yet`,
          gone: `${imageId} was enabled and is not any more: somebody disabled, deprecated or deregistered it.`,
          hint: `See what it is now: /ami show ${imageId}.`,
        });
      return {};
    });
    const result = await context.step('share', RestoreResult, () => share(plan, context));
    await context.step('shared', z.object({}), async () => {
      const now = new Set(shareTexts(await ec2.launchPermissions(imageId)));
      if (result.sharedWith.some((one) => !now.has(one)))
        throw notYet(at, {
          busy: `AWS does not show all launch permissions of ${imageId} yet`,
          gone: `Launch permissions of ${imageId} were given again and are not there any more: somebody removed them.`,
          hint: `See what is left: /ami show ${imageId}.`,
        });
      return {};
    });
    await context.step('untag', z.object({}), async () => {
      const keys = shareTagKeys((await imageNow(plan, context))?.tags ?? {}, context.settings.tags.prefix);
      if (keys.length > 0) await ec2.deleteTags([imageId], keys);
      return {};
    });
    return result;
  },
});
