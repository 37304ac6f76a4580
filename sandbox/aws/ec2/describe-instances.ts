import type { DescribeInstancesRequest, DescribeInstancesResult, Instance } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { applyFilters } from '../ec2-rules/filters.ts';
import { INSTANCE_FILTERS, instanceState, instancesByIds } from '../ec2-rules/instances.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { type Call, defineEc2Action } from '../server/action.ts';
import { toTagList } from '../world/tag-book.ts';
import type { InstanceRecord } from '../world/world.ts';

export const describeInstances = defineEc2Action<DescribeInstancesRequest, DescribeInstancesResult>({
  name: 'DescribeInstances',
  permissions: (_input, call) => [describePermission(call, 'DescribeInstances')],
  handle(input, call) {
    if (input.MaxResults !== undefined && (input.InstanceIds?.length ?? 0) > 0) {
      throw new AwsError(
        'InvalidParameterCombination',
        'The parameter instancesSet cannot be used with the parameter maxResults',
      );
    }
    const chosen = instancesByIds(call, input.InstanceIds ?? []);
    const tags = new Map(
      chosen.map((instance) => [instance, call.world.tags.seen(instance.id, call.account.id, call.account.id)]),
    );
    const tagsOf = (instance: InstanceRecord) => tags.get(instance) ?? new Map<string, string>();
    const found = applyFilters(chosen, input.Filters, INSTANCE_FILTERS, tagsOf);
    const { items, nextToken } = page(found, (instance) => instance.id, input);
    return {
      Reservations: items.map((instance) => ({
        ReservationId: `r-${instance.id.slice(2)}`,
        OwnerId: instance.accountId,
        Groups: [],
        Instances: [present(call, instance, tagsOf(instance))],
      })),
      NextToken: nextToken,
    };
  },
});

function present(call: Call, instance: InstanceRecord, tags: ReadonlyMap<string, string>): Instance {
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: instanceState(instance),
    InstanceType: instance.instanceType as NonNullable<Instance['InstanceType']>,
    Architecture: instance.architecture,
    LaunchTime: instance.launchTime,
    Placement: { AvailabilityZone: instance.availabilityZone, Tenancy: 'default', GroupName: '' },
    Monitoring: { State: 'disabled' },
    PrivateIpAddress: instance.state === 'terminated' ? undefined : instance.privateIpAddress,
    VpcId: instance.state === 'terminated' ? undefined : 'vpc-0a0b0c0d0e0f00001',
    SubnetId: instance.state === 'terminated' ? undefined : 'subnet-0a0b0c0d0e0f00001',
    RootDeviceName: instance.rootDeviceName,
    RootDeviceType: instance.rootDeviceType,
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EnaSupport: true,
    EbsOptimized: true,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    BlockDeviceMappings: [...instance.volumes].map(([device, volumeId]) => ({
      DeviceName: device,
      Ebs: {
        VolumeId: volumeId,
        Status: 'attached',
        DeleteOnTermination: call.place.volumes.get(volumeId)?.device === instance.rootDeviceName,
        AttachTime: instance.launchTime,
      },
    })),
    Tags: toTagList(tags),
  };
}
