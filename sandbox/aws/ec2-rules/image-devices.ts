import type { BlockDeviceMapping } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import type { Call } from '../server/action.ts';
import type { InstanceRecord, VolumeRecord } from '../world/world.ts';

export interface ImageDevice {
  readonly device: string;
  /** Absent for a new, empty volume the image will bring. */
  readonly volume: VolumeRecord | undefined;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
  readonly deleteOnTermination: boolean;
}

/**
 * The devices of an image made from an instance: its volumes, less those left out, plus new empty ones.
 *
 * @throws AwsError `InvalidBlockDeviceMapping` for changing the size or encryption of a volume that exists
 */
export function mapDevices(
  call: Call,
  instance: InstanceRecord,
  mappings: readonly BlockDeviceMapping[],
): readonly ImageDevice[] {
  const asked = new Map(mappings.map((mapping) => [mapping.DeviceName ?? '', mapping]));
  for (const mapping of mappings) {
    refuseUnsupported(mapping);
  }
  if (asked.get(instance.rootDeviceName)?.NoDevice !== undefined) {
    throw new AwsError('InvalidBlockDeviceMapping', 'The root device cannot be left out of the image.');
  }
  const existing = [...instance.volumes].flatMap(([device, volumeId]) => {
    const volume = call.place.volumes.get(volumeId);
    const mapping = asked.get(device);
    if (volume === undefined || mapping?.NoDevice !== undefined) {
      return [];
    }
    const { VolumeSize, Encrypted } = mapping?.Ebs ?? {};
    if ((VolumeSize !== undefined && VolumeSize !== volume.sizeGiB) || Encrypted !== undefined) {
      throw new AwsError(
        'InvalidBlockDeviceMapping',
        `The size and encryption of the existing volume at ${device} cannot be changed.`,
      );
    }
    return [
      {
        device,
        volume,
        sizeGiB: volume.sizeGiB,
        encrypted: volume.keyArn !== undefined,
        deleteOnTermination: mapping?.Ebs?.DeleteOnTermination ?? true,
      },
    ];
  });
  const added = mappings
    .filter((mapping) => mapping.NoDevice === undefined && !instance.volumes.has(mapping.DeviceName ?? ''))
    .map((mapping) => ({
      device: mapping.DeviceName ?? '',
      volume: undefined,
      sizeGiB: mapping.Ebs?.VolumeSize ?? 8,
      encrypted: mapping.Ebs?.Encrypted ?? false,
      deleteOnTermination: mapping.Ebs?.DeleteOnTermination ?? true,
    }));
  return [...existing, ...added];
}

function refuseUnsupported(mapping: BlockDeviceMapping): void {
  const { KmsKeyId, OutpostArn, AvailabilityZone, VolumeInitializationRate } = mapping.Ebs ?? {};
  if ([KmsKeyId, OutpostArn, AvailabilityZone, VolumeInitializationRate].some((value) => value !== undefined)) {
    throw new AwsError('InvalidParameter', 'This block device parameter is not supported for CreateImage.');
  }
}
