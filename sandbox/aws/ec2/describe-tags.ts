import type { DescribeTagsRequest, DescribeTagsResult, ResourceType } from '@aws-sdk/client-ec2';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { canSeeImage } from '../ec2-rules/visibility.ts';
import { type Call, defineEc2Action } from '../server/action.ts';
import { placesIn } from '../world/places.ts';

interface TagRow {
  readonly resourceId: string;
  readonly resourceType: ResourceType;
  readonly key: string;
  readonly value: string;
}

const FILTERS: FilterTable<TagRow> = {
  key: (row) => [row.key],
  'resource-id': (row) => [row.resourceId],
  'resource-type': (row) => [row.resourceType],
  value: (row) => [row.value],
};

/** Lists the tags the caller wrote, also those on images of others. Shared tags of others show on the image only. */
export const describeTags = defineEc2Action<DescribeTagsRequest, DescribeTagsResult>({
  name: 'DescribeTags',
  permissions: (_input, call) => [describePermission(call, 'DescribeTags')],
  handle(input, call) {
    const found = applyFilters(rows(call), input.Filters, FILTERS, (row) => new Map([[row.key, row.value]]));
    const { items, nextToken } = page(found, (row) => `${row.resourceId} ${row.key}`, input);
    return {
      NextToken: nextToken,
      Tags: items.map((row) => ({
        ResourceId: row.resourceId,
        ResourceType: row.resourceType,
        Key: row.key,
        Value: row.value,
      })),
    };
  },
});

function rows(call: Call): readonly TagRow[] {
  const images = placesIn(call.world, call.region)
    .flatMap((place) => [...place.images.values()])
    .filter((image) => image.state !== 'deregistered' && canSeeImage(call, image));
  const resources: readonly (readonly [string, ResourceType])[] = [
    ...images.map((image) => [image.id, 'image'] as const),
    ...[...call.place.instances.keys()].map((id) => [id, 'instance'] as const),
    ...[...call.place.snapshots.keys()].map((id) => [id, 'snapshot'] as const),
    ...[...call.place.volumes.keys()].map((id) => [id, 'volume'] as const),
  ];
  return resources.flatMap(([resourceId, resourceType]) =>
    [...call.world.tags.seen(resourceId, call.account.id, call.account.id)].map(([key, value]) => ({
      resourceId,
      resourceType,
      key,
      value,
    })),
  );
}
