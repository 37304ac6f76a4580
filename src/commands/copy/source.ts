import type { Image, Snapshot } from '../../core/aws.ts';
import type { PlanContext } from '../../core/command.ts';
import { UserError } from '../../core/outcome.ts';
import type { CopySource } from '../../jobs/copy-target/plan.ts';
import { findImage } from '../../lookup/find-image.ts';
import { accountName, placeName } from '../../lookup/places.ts';
import type { CopyInput } from './input.ts';

const field = 'image';

const stateHints: Readonly<Record<string, string>> = {
  pending: 'Wait until it is available.',
  disabled: 'Have it enabled first.',
};

function refuseState(image: Image, context: PlanContext): void {
  const where = placeName(image.place, context.settings);
  if (image.rootDeviceType !== 'ebs')
    throw new UserError(
      'not_possible',
      `${image.id} in ${where} is backed by instance store; AWS copies EBS-backed AMIs only.`,
      {
        field,
        hint: 'Make an EBS-backed AMI first.',
      },
    );
  if (image.state !== 'available')
    throw new UserError(
      'wrong_state',
      `${image.id} in ${where} is ${image.state}; only an available AMI can be copied.`,
      {
        field,
        hint: stateHints[image.state] ?? 'Choose another AMI.',
      },
    );
}

/** By device: AWS promises no order, and the plan must come out equal when it is made again. */
function volumesOf(image: Image, snapshots: readonly Snapshot[], context: PlanContext): CopySource['volumes'] {
  const byId = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot]));
  return image.volumes
    .map(({ device, snapshotId }) => {
      const snapshot = byId.get(snapshotId);
      if (!snapshot)
        throw new UserError(
          'not_possible',
          `${accountName(image.place.account, context.settings)} cannot read ${snapshotId} of ${image.id}; AWS copies an AMI only for who may read all its snapshots.`,
          {
            field,
            hint:
              image.ownerId === image.place.account
                ? 'Was the snapshot deleted? Choose another AMI.'
                : `Ask its owner ${image.ownerId} to share the snapshots too.`,
          },
        );
      const { sizeGiB, encrypted, keyArn } = snapshot;
      return { device, snapshotId, sizeGiB, encrypted, ...(keyArn === undefined ? {} : { keyArn }) };
    })
    .sort((one, other) => (one.device < other.device ? -1 : 1));
}

/**
 * The AMI that is meant, with its snapshots as its account sees them.
 * @throws UserError not_found, ambiguous; wrong_state or not_possible for one that AWS does not copy
 */
export async function sourceOf(
  input: CopyInput,
  context: PlanContext,
): Promise<{ readonly image: Image; readonly snapshots: readonly Snapshot[]; readonly source: CopySource }> {
  const image = await findImage(input.image, context, input);
  refuseState(image, context);
  const ids = image.volumes.map(({ snapshotId }) => snapshotId);
  const snapshots = ids.length > 0 ? await context.aws.ec2(image.place).snapshots({ ids }) : [];
  const { id: imageId, place, name, ownerId } = image;
  return { image, snapshots, source: { place, imageId, name, ownerId, volumes: volumesOf(image, snapshots, context) } };
}

/** @throws UserError not_possible for what cannot leave its account */
export function refuseForOtherAccounts(image: Image, others: readonly string[], context: PlanContext): void {
  const { settings } = context;
  const [first] = others;
  if (first === undefined) return;
  if (image.productCodes.length > 0)
    throw new UserError(
      'not_possible',
      `${image.id} carries the Marketplace product code ${image.productCodes[0]}; AWS does not copy it to another account.`,
      {
        field: 'to-account',
        hint: `Subscribe to the product in ${accountName(first, settings)} and build the AMI there.`,
      },
    );
  if (image.ownerId !== image.place.account)
    throw new UserError(
      'not_possible',
      `${image.id} belongs to ${image.ownerId}; Assay cannot give ${accountName(first, settings)} access to its storage.`,
      {
        field: 'to-account',
        hint: `Copy it into ${accountName(image.place.account, settings)} first, and from there.`,
      },
    );
}
