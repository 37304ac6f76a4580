import { contentFrom, permissionText } from '../../approvals/document.ts';
import type { CommandContext } from '../../core/command.ts';
import { bold, code, type Line, type Message } from '../../core/message.ts';
import { age, imageFacts } from '../../lookup/image-facts.ts';
import { imageOffers } from '../../lookup/image-offers.ts';
import { countsAsApproved } from '../../lookup/judge-images.ts';
import { placeName } from '../../lookup/places.ts';
import { approvalFacts } from './approvals.ts';
import { answerOf } from './attempt.ts';
import type { Portrait } from './index.ts';
import { keyFacts } from './keys.ts';
import { lineageTree } from './lineage-tree.ts';
import { lineageLines, spokenLineage } from './lineage-words.ts';
import { snapshotFacts } from './snapshot-sharing.ts';
import { stateFacts } from './state-facts.ts';
import { usageFacts } from './usage.ts';

/** What could not be asked, each with AWS's reason: less is never shown as nothing. */
function blindSpots(
  { snapshots, permissions, lineage, usage }: Portrait,
  settings: CommandContext['settings'],
): readonly Line[] {
  const unseen = new Map(
    [...lineage.unseen, ...usage.unseen].map((one) => [`${one.place.account} ${one.place.region}`, one]),
  );
  return [
    ...[...unseen.values()].map(
      ({ place, why }) =>
        `Could not look in ${placeName(place, settings)}, so copies and instances there are missing here: ${why}`,
    ),
    ...('why' in snapshots ? [`Its snapshots could not be read: ${snapshots.why}`] : []),
    ...(permissions && 'why' in permissions ? [`With whom it is shared could not be read: ${permissions.why}`] : []),
    ...(lineage.blind.ancestors ? [`Only its direct source is known: ${lineage.blind.ancestors}`] : []),
    ...(lineage.blind.instance
      ? [`Its instance and other AMIs of that could not be read: ${lineage.blind.instance}`]
      : []),
  ];
}

/** One AMI with all that is known of it, its family as text and as a picture, and what makes sense next. */
export function present(portrait: Portrait, context: CommandContext): Message {
  const { image, lineage, usage, judged } = portrait;
  const { settings, requestedAt: now } = context;
  const isOwn = image.ownerId === image.place.account;
  const approved = [...judged].flatMap(([environment, byId]) =>
    countsAsApproved(byId.get(image.id), settings) ? [environment] : [],
  );
  const { tree, leftOut } = lineageTree(image, lineage, { settings, now, judged });
  const permissions = portrait.permissions && answerOf(portrait.permissions);
  return {
    title: `AMI ${image.name}`,
    facts: [
      ...imageFacts(
        {
          ...contentFrom(image, answerOf(portrait.snapshots) ?? []),
          account: image.place.account,
          launchPermissions: permissions?.map(permissionText),
          scan: image.scan ? { ...image.scan, scannedAt: image.scan.scannedAt ?? null } : null,
        },
        age(image.createdAt, now),
        settings,
      ),
      ...approvalFacts(image.id, judged, settings),
      ...usageFacts(image, usage, settings),
      ...(portrait.snapshotSharing ? snapshotFacts(portrait.snapshotSharing, image, settings) : []),
      ...keyFacts(portrait.keys, settings),
      ...stateFacts(image, settings, now),
    ],
    entries: [
      ...(image.volumes.length > 0
        ? [
            {
              lines: image.volumes.map((volume) => [
                code(volume.device),
                ` ${volume.sizeGiB} GiB, `,
                code(volume.snapshotId),
                volume.encrypted ? ', encrypted' : ', not encrypted',
              ]),
            },
          ]
        : []),
      { lines: [bold('Family'), ...lineageLines(tree, leftOut)] },
    ],
    warnings: blindSpots(portrait, settings),
    notes: isOwn
      ? []
      : ['It belongs to another account: its owner alone sees with whom it is shared and its ordinary tags.'],
    offers: imageOffers(image, approved, context),
    pictures: [
      {
        title: `The family of ${image.name}`,
        alt: spokenLineage(tree),
        tree,
        ...(leftOut > 0 ? { note: `${leftOut} more of the family ${leftOut === 1 ? 'is' : 'are'} not drawn.` } : {}),
      },
    ],
  };
}
