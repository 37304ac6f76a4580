import type { DescribeImagesRequest, DescribeImagesResult } from '@aws-sdk/client-ec2';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { presentImage } from '../ec2-rules/present-image.ts';
import { canSeeImage, checkImageId, imageNotFound, isYoung } from '../ec2-rules/visibility.ts';
import { type Call, defineEc2Action } from '../server/action.ts';
import { placesIn } from '../world/places.ts';
import type { ImageRecord } from '../world/world.ts';

const FILTERS: FilterTable<ImageRecord> = {
  architecture: (image) => [image.architecture],
  'block-device-mapping.device-name': (image) => image.blockDevices.map((device) => device.device),
  'block-device-mapping.snapshot-id': (image) => image.blockDevices.map((device) => device.snapshotId),
  'block-device-mapping.encrypted': (image) => image.blockDevices.map((device) => device.encrypted),
  'creation-date': (image) => [image.creationDate.toISOString()],
  description: (image) => [image.description],
  'image-id': (image) => [image.id],
  'image-type': () => ['machine'],
  'is-public': (image) => [image.isPublic],
  name: (image) => [image.name],
  'owner-alias': (image) => [image.ownerAlias],
  'owner-id': (image) => [image.accountId],
  'product-code': (image) => image.productCodes,
  'product-code.type': (image) => image.productCodes.map(() => 'marketplace'),
  'root-device-name': (image) => [image.rootDeviceName],
  'root-device-type': (image) => [image.rootDeviceType],
  'source-image-id': (image) => [image.sourceImageId],
  'source-image-region': (image) => [image.sourceImageRegion],
  'source-instance-id': (image) => [image.sourceInstanceId],
  state: (image) => [image.state],
  'state-reason-code': (image) => [image.stateReason?.Code],
  'state-reason-message': (image) => [image.stateReason?.Message],
  'virtualization-type': () => ['hvm'],
};

export const describeImages = defineEc2Action<DescribeImagesRequest, DescribeImagesResult>({
  name: 'DescribeImages',
  permissions: (_input, call) => [describePermission(call, 'DescribeImages')],
  handle(input, call) {
    const candidates = placesIn(call.world, call.region)
      .flatMap((place) => [...place.images.values()])
      .filter((image) => image.state !== 'deregistered' && canSeeImage(call, image));
    const named = byId(call, candidates, input.ImageIds ?? []);
    const chosen = named
      .filter((image) => isOwnedByAny(image, input.Owners ?? [], call))
      .filter((image) => isExecutableBy(image, input.ExecutableUsers ?? [], call))
      .filter((image) => isListed(image, input, call));
    const tags = new Map(
      chosen.map((image) => [image, call.world.tags.seen(image.id, image.accountId, call.account.id)]),
    );
    const tagsOf = (image: ImageRecord) => tags.get(image) ?? new Map<string, string>();
    const found = applyFilters(chosen, input.Filters, FILTERS, tagsOf);
    const { items, nextToken } = page(found, (image) => image.id, input, { min: 1, max: 1000 });
    return { Images: items.map((image) => presentImage(call, image, tagsOf(image))), NextToken: nextToken };
  },
});

/** One unknown id among many fails the whole call; no ids means all. */
function byId(call: Call, candidates: readonly ImageRecord[], ids: readonly string[]): readonly ImageRecord[] {
  const grown = (image: ImageRecord) => !isYoung(call, image);
  if (ids.length === 0) {
    return candidates.filter(grown);
  }
  ids.forEach(checkImageId);
  const wanted = candidates.filter((image) => ids.includes(image.id)).filter(grown);
  const missing = ids.filter((id) => !wanted.some((image) => image.id === id));
  if (missing.length > 0) {
    throw imageNotFound(missing);
  }
  return wanted;
}

function isOwnedByAny(image: ImageRecord, owners: readonly string[], call: Call): boolean {
  return (
    owners.length === 0 ||
    owners.some((owner) =>
      owner === 'self' ? image.accountId === call.account.id : owner === image.accountId || owner === image.ownerAlias,
    )
  );
}

/** Shares with an organisation are found with `self` only, never by naming an account. */
function isExecutableBy(image: ImageRecord, users: readonly string[], call: Call): boolean {
  return (
    users.length === 0 ||
    users.some((user) => {
      if (user === 'all') {
        return image.isPublic;
      }
      return user === 'self'
        ? image.accountId !== call.account.id && !image.isPublic
        : image.launchPermissions.has(user);
    })
  );
}

function isListed(image: ImageRecord, input: DescribeImagesRequest, call: Call): boolean {
  const isOwn = image.accountId === call.account.id;
  if (image.state === 'disabled' && !(isOwn && (input.IncludeDisabled || input.ImageIds?.length))) {
    return false;
  }
  const isDeprecated = image.deprecationTime !== undefined && image.deprecationTime.getTime() <= call.now();
  return !isDeprecated || isOwn || input.IncludeDeprecated === true || (input.ImageIds?.length ?? 0) > 0;
}
