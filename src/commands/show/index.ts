import { z } from 'zod';
import type { Image } from '../../core/aws.ts';
import { type CommandContext, defineCommand } from '../../core/command.ts';
import { reads, readsReferences } from '../../core/iam.ts';
import { findBinned, findBinnedNeeds } from '../../lookup/find-binned.ts';
import { findImage, findImageNeeds } from '../../lookup/find-image.ts';
import { imageArgument, whereArguments } from '../../lookup/image-arguments.ts';
import { approvalEnvironments, judgeImages } from '../../lookup/judge-images.ts';
import { answerOf, attempt } from './attempt.ts';
import { presentBinned } from './in-bin.ts';
import { keysOf } from './keys.ts';
import { lineageOf } from './lineage.ts';
import { present } from './present.ts';
import { snapshotSharingOf } from './snapshot-sharing.ts';
import { usageOf } from './usage.ts';

/** Everything AWS tells about one AMI, asked at once. */
async function portraitOf(image: Image, context: CommandContext) {
  const { aws, settings } = context;
  const ec2 = aws.ec2(image.place);
  const ids = image.volumes.map((volume) => volume.snapshotId);
  // Only the owner may ask with whom it is shared.
  const isOwn = image.ownerId === image.place.account;
  const snapshots = ids.length > 0 ? attempt(ec2.snapshots({ ids })) : Promise.resolve({ value: [] });
  const [seenSnapshots, keys, snapshotSharing, permissions, lineage, usage] = await Promise.all([
    snapshots,
    snapshots.then((tried) => keysOf(image, answerOf(tried) ?? [], context)),
    isOwn ? snapshotSharingOf(image, aws) : undefined,
    isOwn ? attempt(ec2.launchPermissions(image.id)) : undefined,
    lineageOf(image, context),
    usageOf(image, context),
  ]);
  const family = [...lineage.seen.values()];
  const judged = new Map(
    await Promise.all(
      approvalEnvironments(settings).map(
        async (environment) => [environment, await judgeImages(family, environment, context)] as const,
      ),
    ),
  );
  return { image, snapshots: seenSnapshots, keys, snapshotSharing, permissions, lineage, usage, judged };
}
export type Portrait = Awaited<ReturnType<typeof portraitOf>>;

/** `/ami show` */
export const show = defineCommand({
  name: 'show',
  summary: 'Show one AMI: origin, copies, sharing, keys, users, approvals',
  examples: ['show ami-0a1b2c3d4e5f60718', 'show web-2026-11-23', 'show tag:release=4.2 --account build'],
  details: [
    'The family of the AMI comes as a picture as well: what it was made from, what was copied from it, other AMIs of its instance. The words say the same and are there first.',
    'Approvals are checked by their signatures. What AWS does not tell, or not yet, is said as that.',
    'An AMI that was deregistered is found by its id while the Recycle Bin keeps it, with the way back.',
  ],
  menu: { group: 'AMIs', label: 'Show an AMI' },
  input: z.strictObject({
    image: imageArgument,
    ...whereArguments,
  }),
  iam: [
    ...findImageNeeds,
    ...findBinnedNeeds,
    ...reads(
      'ec2:DescribeSnapshots',
      'ec2:DescribeImageAttribute',
      'ec2:DescribeInstances',
      'ec2:GetImageAncestry',
      'ec2:DescribeSnapshotAttribute',
      'ec2:DescribeImageUsageReports',
      'ec2:DescribeImageUsageReportEntries',
    ),
    ...readsReferences,
    { action: 'kms:DescribeKey', on: ['customer-key', 'others-key'] },
    ...reads('kms:ListAliases'),
    { action: 'kms:Verify', on: ['proving-key'] },
  ],
  onlyReads: true,
  async answer(input, context) {
    const { settings } = context;
    const found = await findImage(input.image, context, input).catch((error: unknown) =>
      findBinned(input.image, error, context, input),
    );
    if ('binned' in found) return presentBinned(found, settings);
    return present(await portraitOf(found, context), context);
  },
});
