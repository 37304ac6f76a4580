import type {
  DescribeInstanceImageMetadataRequest,
  DescribeInstanceImageMetadataResult,
  InstanceImageMetadata,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { instanceState, instancesByIds } from '../ec2-rules/instances.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { operatorOf } from '../ec2-rules/present-instance.ts';
import { isAllowedImage } from '../ec2-rules/visibility.ts';
import { type Call, defineEc2Action } from '../server/action.ts';
import { findImage } from '../world/places.ts';
import { toTagList } from '../world/tag-book.ts';
import type { ImageRecord, InstanceRecord } from '../world/world.ts';

interface Row {
  readonly instance: InstanceRecord;
  readonly image: ImageRecord | undefined;
}

/** There is no filter for the image id: AWS has none either. */
const filtersOf = (call: Call): FilterTable<Row> => ({
  'availability-zone': ({ instance }) => [instance.availabilityZone],
  'image-allowed': ({ image }) => [isAllowedImage(call, image)],
  'instance-id': ({ instance }) => [instance.id],
  'instance-state-name': ({ instance }) => [instance.state],
  'instance-type': ({ instance }) => [instance.instanceType],
  'launch-time': ({ instance }) => [instance.launchTime.toISOString()],
  'owner-alias': ({ image }) => [image?.ownerAlias],
  'owner-id': ({ instance }) => [instance.accountId],
  'zone-id': ({ instance }) => [zoneId(instance)],
});

/** What the caller's instances run on. Tells of an image also when it is deregistered or private to somebody else. */
export const describeInstanceImageMetadata = defineEc2Action<
  DescribeInstanceImageMetadataRequest,
  DescribeInstanceImageMetadataResult
>({
  name: 'DescribeInstanceImageMetadata',
  permissions: (_input, call) => [describePermission(call, 'DescribeInstanceImageMetadata')],
  handle(input, call) {
    if (input.MaxResults !== undefined && (input.InstanceIds?.length ?? 0) > 0) {
      throw new AwsError(
        'InvalidParameterCombination',
        'The parameter instancesSet cannot be used with the parameter maxResults',
      );
    }
    const rows = instancesByIds(call, input.InstanceIds ?? []).map((instance) => ({
      instance,
      image: findImage(call.world, call.region, instance.imageId),
    }));
    const tagsOf = ({ instance }: Row) => call.world.tags.seen(instance.id, call.account.id, call.account.id);
    const found = applyFilters(rows, input.Filters, filtersOf(call), tagsOf);
    const { items, nextToken } = page(
      found,
      ({ instance }) => instance.id,
      input,
      { min: 1, max: 1000 },
      call.settings,
    );
    return { InstanceImageMetadata: items.map((row) => present(call, row)), NextToken: nextToken };
  },
});

/** `euw1-az1`: fixed to the zone's letter here; AWS shuffles it per account. */
const zoneId = ({ availabilityZone }: InstanceRecord): string => {
  const [area = '', side = '', rest = ''] = availabilityZone.split('-');
  return `${area}${side.charAt(0)}${rest.charAt(0)}-az${(rest.codePointAt(1) ?? 97) - 96}`;
};

function present(call: Call, { instance, image }: Row): InstanceImageMetadata {
  return {
    InstanceId: instance.id,
    InstanceType: instance.instanceType as NonNullable<InstanceImageMetadata['InstanceType']>,
    LaunchTime: instance.launchTime,
    AvailabilityZone: instance.availabilityZone,
    ZoneId: zoneId(instance),
    State: instanceState(instance),
    OwnerId: instance.accountId,
    Operator: operatorOf(instance),
    Tags: toTagList(call.world.tags.seen(instance.id, call.account.id, call.account.id)),
    ImageMetadata: {
      ImageId: instance.imageId,
      Name: image?.name,
      OwnerId: image?.accountId,
      State: image?.state ?? 'deregistered',
      ImageOwnerAlias: image?.ownerAlias,
      CreationDate: image?.creationDate.toISOString(),
      DeprecationTime: image?.deprecationTime?.toISOString(),
      ImageAllowed: isAllowedImage(call, image),
      IsPublic: image?.isPublic,
    },
  };
}
