import { z } from 'zod';
import { contentFrom, permissionText } from '../approvals/document.ts';
import { approvalTagKeys } from '../approvals/tag-keys.ts';
import type { Tags } from '../core/aws.ts';
import { defineCommand } from '../core/command.ts';
import { reads } from '../core/iam.ts';
import { code } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { imageArgument, whereArguments } from '../lookup/image-arguments.ts';
import { age, approvedFor, imageFacts, ownerOf } from '../lookup/image-facts.ts';

/** Tags people wrote; Assay's and AWS's own are told in words elsewhere. */
function ownTags(tags: Tags, settings: Settings): readonly string[] {
  const { prefix } = settings.tags;
  const told = new Set(
    settings.environments.flatMap(({ name }) => {
      const { approved, shared } = approvalTagKeys(settings, name);
      return [approved, shared];
    }),
  );
  return Object.entries(tags)
    .filter(([key]) => !told.has(key) && !key.startsWith(prefix) && !key.startsWith('aws:'))
    .map(([key, value]) => `${key}=${value}`);
}

/** `/ami show` */
export const show = defineCommand({
  name: 'show',
  summary: 'Show one AMI with its snapshots, sharing and approvals',
  examples: ['show ami-0a1b2c3d4e5f60718', 'show web-2026-11-23'],
  menu: { group: 'AMIs', label: 'Show an AMI' },
  input: z.strictObject({
    image: imageArgument,
    ...whereArguments,
  }),
  iam: [...findImageNeeds, ...reads('ec2:DescribeSnapshots', 'ec2:DescribeImageAttribute')],
  async answer(input, context) {
    const { settings, aws, requestedAt } = context;
    const image = await findImage(input.image, context, input);
    const ec2 = aws.ec2(image.place);
    const isOwn = image.ownerId === image.place.account;
    const ids = image.volumes.map((volume) => volume.snapshotId);
    const [snapshots, permissions] = await Promise.all([
      ids.length > 0 ? ec2.snapshots({ ids }) : [],
      // Only the owner may ask with whom it is shared.
      isOwn ? ec2.launchPermissions(image.id) : undefined,
    ]);
    const approved = approvedFor(image, settings);
    const tags = ownTags(image.tags, settings);
    return {
      title: `AMI ${image.name}`,
      facts: [
        ...imageFacts(
          {
            ...contentFrom(image, snapshots),
            account: image.place.account,
            launchPermissions: permissions?.map(permissionText),
            scan: image.scan ? { ...image.scan, scannedAt: image.scan.scannedAt ?? null } : null,
          },
          age(image.createdAt, requestedAt),
          settings,
        ),
        { label: 'State', value: image.stateReason ? `${image.state}: ${image.stateReason}` : image.state },
        { label: 'Owner', value: `${ownerOf(image, settings)} (${image.ownerId})` },
        { label: 'Platform', value: `${image.platform}, ${image.architecture}` },
        {
          label: 'Approved',
          value: approved.length > 0 ? `tagged for ${approved.join(', ')}` : 'not tagged for any environment',
        },
        ...(tags.length > 0 ? [{ label: 'Tags', value: tags.join(', ') }] : []),
      ],
      lines: image.volumes.map((volume) => [
        code(volume.device),
        ` ${volume.sizeGiB} GiB, `,
        code(volume.snapshotId),
        volume.encrypted ? ', encrypted' : ', not encrypted',
      ]),
      notes: [
        ...(approved.length > 0 ? ['Whether the approval is genuine: /ami verify.'] : []),
        ...(isOwn
          ? []
          : ['It belongs to another account: its owner alone sees with whom it is shared and its ordinary tags.']),
      ],
      ...(isOwn &&
      image.state === 'available' &&
      settings.defaultEnvironment &&
      !approved.includes(settings.defaultEnvironment)
        ? {
            offers: [
              {
                label: `Promote to ${settings.defaultEnvironment}…`,
                command: 'promote',
                input: { image: image.id, environment: settings.defaultEnvironment },
              },
            ],
          }
        : {}),
    };
  },
});
