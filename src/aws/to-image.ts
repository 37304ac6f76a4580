import type {
  ImageAncestryEntry,
  Image as SdkImage,
  LaunchPermission as SdkLaunchPermission,
} from '@aws-sdk/client-ec2';
import type { Ancestor, Image, ImageVolume, LaunchPermission, Place, ScanResult } from '../core/aws.ts';
import { required, tagsOf } from './shapes.ts';

function volumesOf(image: SdkImage): readonly ImageVolume[] {
  return (image.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
    // Ephemeral disks and new empty volumes have no snapshot: nothing of them is in the image.
    Ebs?.SnapshotId
      ? [
          {
            device: DeviceName ?? '',
            snapshotId: Ebs.SnapshotId,
            sizeGiB: Ebs.VolumeSize ?? 0,
            encrypted: Ebs.Encrypted ?? false,
          },
        ]
      : [],
  );
}

/** Amazon Inspector's result stands on the image itself; the label is there only if something was found. */
function scanOf({ ScanResults }: SdkImage): ScanResult | undefined {
  return (
    ScanResults && {
      highestSeverity: ScanResults.HighestFindingSeverityLabel ?? 'none',
      scannedAt: ScanResults.FindingScanDate?.toISOString(),
    }
  );
}

/** An image as DescribeImages shows it to one account. */
export const toImage = (image: SdkImage, place: Place): Image => ({
  id: required(image.ImageId, 'Image.ImageId'),
  place,
  name: image.Name ?? '',
  description: image.Description,
  ownerId: required(image.OwnerId, 'Image.OwnerId'),
  ownerAlias: image.ImageOwnerAlias,
  state: required(image.State, 'Image.State'),
  stateReason: image.StateReason?.Message,
  createdAt: image.CreationDate ?? '',
  architecture: image.Architecture ?? '',
  platform: image.PlatformDetails ?? image.Platform ?? 'Linux/UNIX',
  rootDeviceType: image.RootDeviceType ?? '',
  isPublic: image.Public ?? false,
  tags: tagsOf(image.Tags),
  volumes: volumesOf(image),
  sourceInstanceId: image.SourceInstanceId,
  sourceImageId: image.SourceImageId,
  sourceImageRegion: image.SourceImageRegion,
  deprecatedAt: image.DeprecationTime,
  isAllowed: image.ImageAllowed,
  deregistrationProtection: image.DeregistrationProtection,
  lastLaunchedAt: image.LastLaunchedTime,
  productCodes: (image.ProductCodes ?? []).flatMap(({ ProductCodeId }) => ProductCodeId ?? []),
  scan: scanOf(image),
  traits: {
    rootDevice: image.RootDeviceName,
    bootMode: image.BootMode,
    virtualization: image.VirtualizationType,
    ena: image.EnaSupport ?? false,
    tpm: image.TpmSupport,
    imds: image.ImdsSupport,
  },
});

/** One entry of an image's ancestry. */
export const toAncestor = (entry: ImageAncestryEntry): Ancestor => ({
  id: required(entry.ImageId, 'ImageAncestryEntry.ImageId'),
  owner: entry.ImageOwnerAlias,
  createdAt: entry.CreationDate?.toISOString(),
  sourceImageId: entry.SourceImageId,
  sourceImageRegion: entry.SourceImageRegion,
});

/** One entry of an image's launch permissions. */
export function toLaunchPermission(permission: SdkLaunchPermission): LaunchPermission {
  if (permission.UserId) return { kind: 'account', id: permission.UserId };
  if (permission.OrganizationArn) return { kind: 'organization', arn: permission.OrganizationArn };
  if (permission.OrganizationalUnitArn) return { kind: 'unit', arn: permission.OrganizationalUnitArn };
  if (permission.Group === 'all') return { kind: 'public' };
  throw new Error(`a launch permission of a kind unknown to Assay: ${JSON.stringify(permission)}`);
}
