import type {
  InstanceNetworkInterface,
  Instance as SdkInstance,
  Subnet as SdkSubnet,
  Volume as SdkVolume,
} from '@aws-sdk/client-ec2';
import type { Machine, MachineInterface, MachineVolume, MetadataOptions, Subnet } from '../core/aws-fleet.ts';
import { required, tagsOf } from './shapes.ts';

const texts = (values: readonly (string | undefined)[]): readonly string[] =>
  values.filter((value): value is string => value !== undefined && value !== '');

function toInterface(card: InstanceNetworkInterface): MachineInterface {
  return {
    id: required(card.NetworkInterfaceId, 'NetworkInterface.NetworkInterfaceId'),
    index: card.Attachment?.DeviceIndex ?? 0,
    subnetId: card.SubnetId ?? '',
    addresses: (card.PrivateIpAddresses ?? []).map(({ PrivateIpAddress, Primary, Association }) => ({
      address: PrivateIpAddress ?? '',
      isPrimary: Primary ?? false,
      publicAddress: Association?.PublicIp,
      // AWS's own pool owns what comes and goes with the instance; an Elastic IP is owned by an account.
      isElastic: Association?.IpOwnerId !== undefined && Association.IpOwnerId !== 'amazon',
    })),
    ipv6: texts((card.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address)),
    prefixes: texts([
      ...(card.Ipv4Prefixes ?? []).map(({ Ipv4Prefix }) => Ipv4Prefix),
      ...(card.Ipv6Prefixes ?? []).map(({ Ipv6Prefix }) => Ipv6Prefix),
    ]),
  };
}

const toMetadata = (options: SdkInstance['MetadataOptions']): MetadataOptions | undefined =>
  options && {
    tokens: options.HttpTokens === 'required' ? 'required' : 'optional',
    hopLimit: options.HttpPutResponseHopLimit ?? 1,
    isOn: options.HttpEndpoint !== 'disabled',
    showsTags: options.InstanceMetadataTags === 'enabled',
    ipv6: options.HttpProtocolIpv6 === 'enabled',
  };

/** An instance as DescribeInstances shows it, in full. */
export function toMachine(instance: SdkInstance): Machine {
  const tags = tagsOf(instance.Tags);
  const { Placement: placement, CpuOptions: cpu, StateReason: reason, MaintenanceOptions: upkeep } = instance;
  const target = instance.CapacityReservationSpecification?.CapacityReservationTarget;
  return {
    id: required(instance.InstanceId, 'Instance.InstanceId'),
    name: tags['Name'] || undefined,
    state: required(instance.State?.Name, 'Instance.State.Name'),
    stateReason: reason?.Code ? { code: reason.Code, message: reason.Message ?? '' } : undefined,
    type: instance.InstanceType ?? '',
    architecture: instance.Architecture ?? '',
    imageId: required(instance.ImageId, 'Instance.ImageId'),
    platform: instance.PlatformDetails ?? instance.Platform ?? 'Linux/UNIX',
    zone: placement?.AvailabilityZone ?? '',
    vpcId: instance.VpcId,
    subnetId: instance.SubnetId,
    privateAddress: instance.PrivateIpAddress,
    publicAddress: instance.PublicIpAddress,
    privateDnsName: instance.PrivateDnsName || undefined,
    launchedAt: instance.LaunchTime?.toISOString() ?? '',
    rootDevice: instance.RootDeviceName ?? '',
    rootDeviceType: instance.RootDeviceType ?? '',
    keyName: instance.KeyName,
    profileArn: instance.IamInstanceProfile?.Arn,
    securityGroups: (instance.SecurityGroups ?? [])
      .map(({ GroupId, GroupName }) => ({ id: GroupId ?? '', name: GroupName ?? '' }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    interfaces: (instance.NetworkInterfaces ?? []).map(toInterface).sort((a, b) => a.index - b.index),
    volumes: (instance.BlockDeviceMappings ?? [])
      .flatMap(({ DeviceName, Ebs }) =>
        Ebs?.VolumeId
          ? [
              {
                device: DeviceName ?? '',
                volumeId: Ebs.VolumeId,
                deleteOnTermination: Ebs.DeleteOnTermination ?? false,
              },
            ]
          : [],
      )
      .sort((a, b) => (a.device < b.device ? -1 : 1)),
    ebsOptimized: instance.EbsOptimized ?? false,
    monitoring: instance.Monitoring?.State === 'enabled' || instance.Monitoring?.State === 'pending',
    sourceDestCheck: instance.SourceDestCheck ?? true,
    metadata: toMetadata(instance.MetadataOptions),
    tenancy: placement?.Tenancy ?? 'default',
    placementGroup: placement?.GroupName || undefined,
    hostId: placement?.HostId,
    lifecycle: instance.InstanceLifecycle,
    cpu: cpu?.CoreCount === undefined ? undefined : { cores: cpu.CoreCount, threadsPerCore: cpu.ThreadsPerCore ?? 1 },
    hibernation: instance.HibernationOptions?.Configured ?? false,
    enclave: instance.EnclaveOptions?.Enabled ?? false,
    capacityReservationId: target?.CapacityReservationId ?? target?.CapacityReservationResourceGroupArn,
    autoRecovery: upkeep?.AutoRecovery,
    licenses: texts((instance.Licenses ?? []).map(({ LicenseConfigurationArn }) => LicenseConfigurationArn)),
    productCodes: texts((instance.ProductCodes ?? []).map(({ ProductCodeId }) => ProductCodeId)),
    managedBy: instance.Operator?.Managed ? (instance.Operator.Principal ?? 'an AWS service') : undefined,
    tags,
  };
}

/** A volume with what a like one needs. */
export const toMachineVolume = (volume: SdkVolume): MachineVolume => ({
  id: required(volume.VolumeId, 'Volume.VolumeId'),
  type: volume.VolumeType ?? '',
  sizeGiB: volume.Size ?? 0,
  iops: volume.Iops,
  throughput: volume.Throughput,
  encrypted: volume.Encrypted ?? false,
  keyArn: volume.KmsKeyId,
  isMultiAttach: volume.MultiAttachEnabled ?? false,
  tags: tagsOf(volume.Tags),
});

/** A subnet with its room. */
export const toSubnet = (subnet: SdkSubnet): Subnet => ({
  id: required(subnet.SubnetId, 'Subnet.SubnetId'),
  vpcId: required(subnet.VpcId, 'Subnet.VpcId'),
  zone: required(subnet.AvailabilityZone, 'Subnet.AvailabilityZone'),
  cidr: subnet.CidrBlock ?? '',
  freeAddresses: subnet.AvailableIpAddressCount ?? 0,
  isDefault: subnet.DefaultForAz ?? false,
  givesPublicAddress: subnet.MapPublicIpOnLaunch ?? false,
  name: tagsOf(subnet.Tags)['Name'] || undefined,
});
