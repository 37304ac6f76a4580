import type { Instance as SdkInstance, Snapshot as SdkSnapshot, Volume as SdkVolume } from '@aws-sdk/client-ec2';
import type { Instance, Place, Snapshot, Volume } from '../core/aws.ts';
import { required, tagsOf } from './shapes.ts';

/** An instance as DescribeInstances shows it. */
export function toInstance(instance: SdkInstance, place: Place): Instance {
  const tags = tagsOf(instance.Tags);
  return {
    id: required(instance.InstanceId, 'Instance.InstanceId'),
    place,
    name: tags['Name'] || undefined,
    state: required(instance.State?.Name, 'Instance.State.Name'),
    type: instance.InstanceType ?? '',
    imageId: required(instance.ImageId, 'Instance.ImageId'),
    zone: instance.Placement?.AvailabilityZone ?? '',
    rootDeviceType: instance.RootDeviceType ?? '',
    platform: instance.PlatformDetails ?? instance.Platform ?? 'Linux/UNIX',
    launchedAt: instance.LaunchTime?.toISOString() ?? '',
    lifecycle: instance.InstanceLifecycle,
    tags,
    volumes: (instance.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
      Ebs?.VolumeId ? [{ device: DeviceName ?? '', volumeId: Ebs.VolumeId }] : [],
    ),
  };
}

/** A volume; `KmsKeyId` is the key's ARN in spite of its name. */
export const toVolume = (volume: SdkVolume): Volume => ({
  id: required(volume.VolumeId, 'Volume.VolumeId'),
  sizeGiB: volume.Size ?? 0,
  type: volume.VolumeType ?? '',
  encrypted: volume.Encrypted ?? false,
  keyArn: volume.KmsKeyId,
});

/** A snapshot; AWS writes its progress as "40%", and nothing while it has not begun. */
export const toSnapshot = (snapshot: SdkSnapshot): Snapshot => ({
  id: required(snapshot.SnapshotId, 'Snapshot.SnapshotId'),
  ownerId: required(snapshot.OwnerId, 'Snapshot.OwnerId'),
  state: required(snapshot.State, 'Snapshot.State'),
  percent: Number.parseInt(snapshot.Progress ?? '0', 10) || 0,
  stateMessage: snapshot.StateMessage || undefined,
  sizeGiB: snapshot.VolumeSize ?? 0,
  encrypted: snapshot.Encrypted ?? false,
  keyArn: snapshot.KmsKeyId,
  tags: tagsOf(snapshot.Tags),
});
