import type { Image, VolumeType } from '@aws-sdk/client-ec2';
import type { Call } from '../server/action.ts';
import { toTagList } from '../world/tag-book.ts';
import type { ImageRecord } from '../world/world.ts';
import { isAllowedImage } from './visibility.ts';

/** An image as this caller reads it: its tags are the ones this caller may see. */
export function presentImage(call: Call, image: ImageRecord, tags: ReadonlyMap<string, string>): Image {
  return {
    ImageId: image.id,
    ImageLocation: `${image.ownerAlias ?? image.accountId}/${image.name}`,
    Name: image.name,
    Description: image.description,
    State: image.state,
    StateReason: image.stateReason,
    OwnerId: image.accountId,
    ImageOwnerAlias: image.ownerAlias,
    CreationDate: image.creationDate.toISOString(),
    Public: image.isPublic,
    Architecture: image.architecture,
    ImageType: 'machine',
    Hypervisor: 'xen',
    VirtualizationType: 'hvm',
    EnaSupport: true,
    SriovNetSupport: 'simple',
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    BootMode: 'uefi-preferred',
    ImdsSupport: 'v2.0',
    RootDeviceName: image.rootDeviceName,
    RootDeviceType: image.rootDeviceType,
    BlockDeviceMappings: image.blockDevices.map((device) => ({
      DeviceName: device.device,
      Ebs: {
        DeleteOnTermination: device.deleteOnTermination,
        SnapshotId: device.snapshotId,
        VolumeSize: device.sizeGiB,
        VolumeType: (device.type ?? 'gp3') as VolumeType,
        Iops: device.type === undefined ? 3000 : device.iops,
        Throughput: device.type === undefined ? 125 : device.throughput,
        Encrypted: device.encrypted,
      },
    })),
    ProductCodes: image.productCodes.map((code) => ({ ProductCodeId: code, ProductCodeType: 'marketplace' })),
    SourceInstanceId: image.accountId === call.account.id ? image.sourceInstanceId : undefined,
    SourceImageId: image.sourceImageId,
    SourceImageRegion: image.sourceImageRegion,
    DeprecationTime: image.deprecationTime?.toISOString(),
    ImageAllowed: isAllowedImage(call, image),
    DeregistrationProtection: image.deregistrationProtection,
    ScanResults: image.scanResults,
    Tags: tags.size === 0 ? undefined : toTagList(tags),
  };
}
