import type { ImageMetadata, InstanceImageMetadata } from '@aws-sdk/client-ec2';
import type { RunningImage, RunningInstance } from '../core/aws-inventory.ts';
import { required, tagsOf } from './shapes.ts';

const toRunningImage = (image: ImageMetadata | undefined): RunningImage => ({
  id: required(image?.ImageId, 'ImageMetadata.ImageId'),
  name: image?.Name || undefined,
  ownerId: image?.OwnerId || undefined,
  ownerAlias: image?.ImageOwnerAlias || undefined,
  state: image?.State,
  createdAt: image?.CreationDate || undefined,
  deprecatedAt: image?.DeprecationTime || undefined,
  isPublic: image?.IsPublic ?? false,
  isAllowed: image?.ImageAllowed ?? true,
});

/** An instance with its AMI as DescribeInstanceImageMetadata shows them. */
export const toRunningInstance = (row: InstanceImageMetadata): RunningInstance => ({
  id: required(row.InstanceId, 'InstanceImageMetadata.InstanceId'),
  type: row.InstanceType ?? '',
  state: required(row.State?.Name, 'InstanceImageMetadata.State.Name'),
  launchedAt: required(row.LaunchTime, 'InstanceImageMetadata.LaunchTime').toISOString(),
  zone: row.AvailabilityZone ?? '',
  tags: tagsOf(row.Tags),
  managedBy: row.Operator?.Managed ? (row.Operator.Principal ?? 'an AWS service') : undefined,
  image: toRunningImage(row.ImageMetadata),
});
