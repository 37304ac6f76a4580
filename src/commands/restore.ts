import { z } from 'zod';
import type { Image, Place } from '../core/aws.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { reads } from '../core/iam.ts';
import { UserError } from '../core/outcome.ts';
import { isFinal, type Run } from '../core/run.ts';
import { restoreJob } from '../jobs/restore/index.ts';
import { KeptShares, keptStep, RetirePlan } from '../jobs/retire/plan.ts';
import { type FoundBinned, findBinned, findBinnedNeeds } from '../lookup/find-binned.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { imageArgument, whereArguments } from '../lookup/image-arguments.ts';
import { approvedFor, ownerOf } from '../lookup/image-facts.ts';
import { sharesFromTags, shareTexts } from '../lookup/kept-shares.ts';

const RestoreInput = z.strictObject({ image: imageArgument, ...whereArguments });
type RestoreInput = z.output<typeof RestoreInput>;

type Found = { readonly kind: 'image'; readonly image: Image } | ({ readonly kind: 'binned' } & FoundBinned);

/** The AMI, or where it lies in a Recycle Bin; there only its id finds it. */
async function find(input: RestoreInput, context: PlanContext): Promise<Found> {
  try {
    return { kind: 'image', image: await findImage(input.image, context, input) };
  } catch (error) {
    return { kind: 'binned', ...(await findBinned(input.image, error, context, input)) };
  }
}

interface Past {
  /** The newest retirement of the AMI that has written down its launch permissions. */
  readonly kept: readonly string[] | undefined;
  readonly snapshots: readonly string[] | undefined;
  readonly name: string | undefined;
  readonly sleeping: readonly string[];
}

/** What the records know of this AMI's retirements. A restore that is done makes what was before it old. */
async function pastOf(imageId: string, context: PlanContext): Promise<Past> {
  const of = async (job: string): Promise<readonly Run[]> =>
    (await context.records.runs({ about: imageId, job, limit: Number.POSITIVE_INFINITY }))
      .filter((run) => run.job === job)
      .toSorted((one, other) => other.requestedAt - one.requestedAt);
  const [restores, retirements] = await Promise.all([of('restore'), of('retire')]);
  const restored = restores.find(({ state }) => state === 'done')?.changedAt ?? 0;
  const keptBy = (run: Run) => {
    const step = run.steps[keptStep];
    return step && step.at > restored ? KeptShares.safeParse(step.result).data?.sharedWith : undefined;
  };
  const plan = retirements.map((run) => RetirePlan.safeParse(run.plan).data).find((one) => one?.imageId === imageId);
  return {
    kept: retirements.map(keptBy).find((one) => one !== undefined),
    snapshots: plan?.snapshots.map(({ id }) => id),
    name: plan?.name,
    sleeping: retirements
      .filter(({ state }) => !isFinal(state))
      .map(({ id }) => id)
      .sort(),
  };
}

/** Its snapshots in the Recycle Bin; AWS names an AMI in the description of what was made for it. */
async function binnedSnapshots(place: Place, imageId: string, past: Past, context: PlanContext): Promise<string[]> {
  const inBin = await context.aws.lifecycle(place).binnedSnapshots();
  const known = past.snapshots ?? inBin.filter(({ description }) => description?.includes(imageId)).map(({ id }) => id);
  const there = new Set((await context.aws.ec2(place).snapshots({ ids: [...known] })).map(({ id }) => id));
  const missing = known.filter((id) => !there.has(id));
  const lost = missing.filter((id) => !inBin.some((one) => one.id === id));
  if (lost.length > 0)
    throw new UserError('not_possible', `${imageId} cannot come back: ${lost.join(', ')} of it is gone for good.`, {
      field: 'image',
      hint: 'What is left of it lies in the Recycle Bin; an AMI needs all of its snapshots.',
    });
  return missing.sort();
}

const accountsOf = (permissions: readonly string[]): readonly string[] =>
  permissions.filter((one) => /^\d{12}$/.test(one));

/** `/ami restore` */
export const restore = defineCommand({
  name: 'restore',
  summary: 'Take the retirement of an AMI back, also out of the Recycle Bin',
  examples: ['restore ami-0a1b2c3d4e5f6a002', 'restore db-2026-10-05'],
  details: [
    'The AMI is enabled, its deprecation ends, and exactly those get launch permission again that had it before it was disabled. One that was deregistered comes back with its snapshots while the Recycle Bin keeps both. A retirement that still sleeps does nothing more.',
  ],
  menu: { group: 'AMIs', label: 'Restore a retired AMI' },
  input: RestoreInput,
  iam: [
    ...findImageNeeds,
    ...findBinnedNeeds,
    ...reads('ec2:DescribeImageAttribute', 'ec2:DescribeSnapshots', 'ec2:ListSnapshotsInRecycleBin'),
  ],
  job: restoreJob,
  async plan(input, context) {
    const { settings, aws } = context;
    const found = await find(input, context);
    const imageId = found.kind === 'image' ? found.image.id : found.binned.id;
    const past = await pastOf(imageId, context);
    const common = { imageId, retirements: [...past.sleeping] };
    const unknown = (shared: readonly string[]): string[] =>
      accountsOf(shared).filter((one) => !settings.accounts.some(({ id }) => id === one));
    if (found.kind === 'binned') {
      const { place, binned } = found;
      const sharedWith = [...(past.kept ?? [])];
      return {
        ...common,
        place,
        name: binned.name ?? past.name ?? imageId,
        isBinned: true,
        snapshots: await binnedSnapshots(place, imageId, past, context),
        // What AWS keeps of this is not documented; both are looked at when it is back.
        isDisabled: false,
        isDeprecated: false,
        sharedWith,
        unknownAccounts: unknown(sharedWith),
        approvedFor: [],
      };
    }
    const { image } = found;
    if (image.ownerId !== image.place.account)
      throw new UserError(
        'not_possible',
        `${image.id} belongs to ${ownerOf(image, settings)}, not to one of our accounts.`,
        {
          field: 'image',
          hint: 'Only its owner can restore it.',
        },
      );
    const has = new Set(shareTexts(await aws.ec2(image.place).launchPermissions(image.id)));
    const kept = past.kept ?? shareTexts(sharesFromTags(image.tags, settings.tags.prefix) ?? []);
    const sharedWith = kept.filter((one) => !has.has(one));
    const isDisabled = image.state === 'disabled';
    const isDeprecated = image.deprecatedAt !== undefined;
    if (!isDisabled && !isDeprecated && sharedWith.length === 0)
      throw new UserError(
        'wrong_state',
        `${image.id} is ${image.state} and not deprecated: there is nothing to restore.`,
        {
          field: 'image',
          hint: `See what it is: /ami show ${image.id}.`,
        },
      );
    return {
      ...common,
      place: image.place,
      name: image.name,
      isBinned: false,
      snapshots: [],
      isDisabled,
      isDeprecated,
      sharedWith,
      unknownAccounts: unknown(sharedWith),
      approvedFor: [...approvedFor(image, settings)],
    };
  },
});
