import type { Instance, InstanceNetworkInterface } from '@aws-sdk/client-ec2';
import type { Call } from '../server/action.ts';
import type { CardRecord } from '../world/machine.ts';
import { toTagList } from '../world/tag-book.ts';
import type { InstanceRecord } from '../world/world.ts';
import { instanceState } from './instances.ts';

/** An instance as DescribeInstances and RunInstances write it. One that is gone has no network any more. */
export function presentInstance(call: Call, instance: InstanceRecord, tags: ReadonlyMap<string, string>): Instance {
  const { machine } = instance;
  const isGone = instance.state === 'terminated';
  const primary = machine.interfaces[0]?.addresses[0];
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: instanceState(instance),
    StateReason: machine.stateReason,
    InstanceType: instance.instanceType as NonNullable<Instance['InstanceType']>,
    Architecture: instance.architecture,
    LaunchTime: instance.launchTime,
    Placement: {
      AvailabilityZone: instance.availabilityZone,
      Tenancy: machine.tenancy,
      GroupName: machine.placementGroup ?? '',
    },
    Operator: operatorOf(instance),
    Monitoring: { State: machine.monitoring ? 'enabled' : 'disabled' },
    KeyName: machine.keyName,
    IamInstanceProfile:
      machine.profile === undefined
        ? undefined
        : {
            Arn: `arn:aws:iam::${instance.accountId}:instance-profile/${machine.profile}`,
            Id: `AIPA${Buffer.from(machine.profile).toString('hex').toUpperCase().padEnd(17, '0').slice(0, 17)}`,
          },
    ...(isGone
      ? {}
      : {
          PrivateIpAddress: instance.privateIpAddress,
          PrivateDnsName: dnsName(instance.privateIpAddress, instance.region),
          PublicIpAddress: primary?.publicAddress,
          VpcId: machine.vpcId,
          SubnetId: machine.subnetId,
          SecurityGroups: groupsOf(call, instance),
          NetworkInterfaces: machine.interfaces.map((card) => presentCard(call, instance, card)),
          SourceDestCheck: machine.sourceDestCheck,
        }),
    RootDeviceName: instance.rootDeviceName,
    RootDeviceType: instance.rootDeviceType,
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EnaSupport: true,
    EbsOptimized: machine.ebsOptimized,
    InstanceLifecycle: machine.lifecycle,
    CpuOptions: { CoreCount: machine.cpu.cores, ThreadsPerCore: machine.cpu.threadsPerCore },
    HibernationOptions: { Configured: machine.hibernation },
    EnclaveOptions: { Enabled: machine.enclave },
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    MaintenanceOptions: { AutoRecovery: machine.autoRecovery },
    MetadataOptions: {
      State: 'applied',
      HttpTokens: machine.metadata.tokens,
      HttpPutResponseHopLimit: machine.metadata.hopLimit,
      HttpEndpoint: machine.metadata.endpoint,
      InstanceMetadataTags: machine.metadata.tags,
      HttpProtocolIpv6: machine.metadata.ipv6,
    },
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    BlockDeviceMappings: [...instance.volumes].map(([device, volumeId]) => ({
      DeviceName: device,
      Ebs: {
        VolumeId: volumeId,
        Status: 'attached',
        DeleteOnTermination: call.place.volumes.get(volumeId)?.deleteOnTermination,
        AttachTime: instance.launchTime,
      },
    })),
    Tags: toTagList(tags),
  };
}

/** Who manages an instance for its owner; AWS says so of every instance. */
export const operatorOf = ({ machine }: InstanceRecord) =>
  machine.managedBy === undefined ? { Managed: false } : { Managed: true, Principal: machine.managedBy };

const dnsName = (address: string, region: string): string =>
  `ip-${address.replaceAll('.', '-')}.${region}.compute.internal`;

const groupsOf = (call: Call, instance: InstanceRecord) =>
  instance.machine.securityGroupIds.map((id) => ({
    GroupId: id,
    GroupName: call.place.network.securityGroups.get(id)?.name ?? '',
  }));

function presentCard(call: Call, instance: InstanceRecord, card: CardRecord): InstanceNetworkInterface {
  return {
    NetworkInterfaceId: card.id,
    SubnetId: card.subnetId,
    VpcId: instance.machine.vpcId,
    OwnerId: instance.accountId,
    Status: 'in-use',
    InterfaceType: 'interface',
    PrivateIpAddress: card.addresses[0]?.address,
    Groups: groupsOf(call, instance),
    Attachment: {
      AttachmentId: card.id.replace('eni', 'eni-attach'),
      DeviceIndex: card.index,
      Status: 'attached',
      DeleteOnTermination: card.index === 0,
      AttachTime: instance.launchTime,
    },
    PrivateIpAddresses: card.addresses.map((address, index) => ({
      PrivateIpAddress: address.address,
      Primary: index === 0,
      Association:
        address.publicAddress === undefined
          ? undefined
          : {
              PublicIp: address.publicAddress,
              // AWS's own pool, or the account that holds the Elastic IP.
              IpOwnerId: address.allocationId === undefined ? 'amazon' : instance.accountId,
            },
    })),
  };
}
