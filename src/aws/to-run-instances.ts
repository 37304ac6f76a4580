import type { _InstanceType, RunInstancesCommandInput, TagSpecification, VolumeType } from '@aws-sdk/client-ec2';
import type { MetadataOptions, NewMachine, NewVolume } from '../core/aws-fleet.ts';
import { tagList } from './shapes.ts';

const metadataOptions = (options: MetadataOptions): RunInstancesCommandInput['MetadataOptions'] => ({
  HttpTokens: options.tokens,
  HttpPutResponseHopLimit: options.hopLimit,
  HttpEndpoint: options.isOn ? 'enabled' : 'disabled',
  InstanceMetadataTags: options.showsTags ? 'enabled' : 'disabled',
  HttpProtocolIpv6: options.ipv6 ? 'enabled' : 'disabled',
});

/** A volume as the AMI brings it, with the type and speed asked for. Its key is the snapshot's: saying it changes nothing. */
const blockDevice = (volume: NewVolume) => ({
  DeviceName: volume.device,
  Ebs: {
    // The SDK's union lists what AWS knew when it was built; what an instance has now AWS knows.
    VolumeType: volume.type as VolumeType,
    VolumeSize: volume.sizeGiB,
    DeleteOnTermination: volume.deleteOnTermination,
    ...(volume.iops !== undefined && ['gp3', 'io1', 'io2'].includes(volume.type) ? { Iops: volume.iops } : {}),
    ...(volume.throughput !== undefined && volume.type === 'gp3' ? { Throughput: volume.throughput } : {}),
  },
});

function tagSpecifications({ tags, partTags }: NewMachine): TagSpecification[] {
  const [own, parts] = [tagList(tags), tagList(partTags)];
  return [
    ...(own.length > 0 ? [{ ResourceType: 'instance' as const, Tags: own }] : []),
    ...(parts.length > 0
      ? [
          { ResourceType: 'volume' as const, Tags: parts },
          { ResourceType: 'network-interface' as const, Tags: parts },
        ]
      : []),
  ];
}

/** RunInstances for exactly one instance. */
export function toRunInstances(machine: NewMachine): RunInstancesCommandInput {
  const specifications = tagSpecifications(machine);
  return {
    MinCount: 1,
    MaxCount: 1,
    ClientToken: machine.clientToken,
    ImageId: machine.imageId,
    InstanceType: machine.type as _InstanceType,
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: machine.subnetId,
        Groups: [...machine.securityGroupIds],
        DeleteOnTermination: true,
        ...(machine.publicAddress === undefined ? {} : { AssociatePublicIpAddress: machine.publicAddress }),
        ...(machine.ipv6 ? { Ipv6AddressCount: 1 } : {}),
      },
    ],
    ...(machine.keyName ? { KeyName: machine.keyName } : {}),
    ...(machine.profile
      ? {
          IamInstanceProfile: machine.profile.startsWith('arn:') ? { Arn: machine.profile } : { Name: machine.profile },
        }
      : {}),
    ...(machine.userData ? { UserData: machine.userData } : {}),
    ...(machine.volumes?.length ? { BlockDeviceMappings: machine.volumes.map(blockDevice) } : {}),
    ...(machine.metadata ? { MetadataOptions: metadataOptions(machine.metadata) } : {}),
    ...(machine.monitoring ? { Monitoring: { Enabled: true } } : {}),
    ...(machine.ebsOptimized ? { EbsOptimized: true } : {}),
    ...(machine.cpu
      ? { CpuOptions: { CoreCount: machine.cpu.cores, ThreadsPerCore: machine.cpu.threadsPerCore } }
      : {}),
    ...(machine.credits ? { CreditSpecification: { CpuCredits: machine.credits } } : {}),
    ...(machine.dedicated ? { Placement: { Tenancy: 'dedicated' as const } } : {}),
    ...(machine.hibernation ? { HibernationOptions: { Configured: true } } : {}),
    ...(machine.enclave ? { EnclaveOptions: { Enabled: true } } : {}),
    ...(machine.autoRecovery ? { MaintenanceOptions: { AutoRecovery: machine.autoRecovery } } : {}),
    ...(machine.shutdownBehavior ? { InstanceInitiatedShutdownBehavior: machine.shutdownBehavior } : {}),
    ...(specifications.length > 0 ? { TagSpecifications: specifications } : {}),
  };
}
