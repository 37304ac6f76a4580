import type {
  AutoScalingGroup,
  AutoScalingGroupNamesType,
  AutoScalingGroupsType,
  LaunchTemplateSpecification,
} from '@aws-sdk/client-auto-scaling';
import { page } from '../ec2-rules/paging.ts';
import { scalingNames, scalingPages, scalingPermission } from '../scaling-rules/questions.ts';
import { type Call, defineScalingAction } from '../server/action.ts';
import type { GroupRecord, TemplateUse } from '../world/scaling.ts';

export const describeAutoScalingGroups = defineScalingAction<AutoScalingGroupNamesType, AutoScalingGroupsType>({
  name: 'DescribeAutoScalingGroups',
  permissions: (_input, call) => [scalingPermission(call, 'DescribeAutoScalingGroups')],
  handle(input, call) {
    const wanted = scalingNames(input.AutoScalingGroupNames);
    const found = [...call.place.scaling.groups.values()].filter(({ name }) => wanted(name));
    const { items, nextToken } = page(
      found,
      ({ name }) => name,
      scalingPages(input),
      { min: 1, max: 100 },
      call.settings,
    );
    return { AutoScalingGroups: items.map((group) => present(call, group)), NextToken: nextToken };
  },
});

function present(call: Call, group: GroupRecord): AutoScalingGroup {
  const desired = group.desired ?? 1;
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: `arn:aws:autoscaling:${call.region}:${call.account.id}:autoScalingGroup:00000000-0000-4000-8000-000000000000:autoScalingGroupName/${group.name}`,
    ...launchesOf(call, group),
    MinSize: 0,
    MaxSize: Math.max(1, desired),
    DesiredCapacity: desired,
    DefaultCooldown: 300,
    AvailabilityZones: [`${call.region}a`],
    HealthCheckType: 'EC2',
    CreatedTime: group.createdAt,
    Status: group.isGoing ? 'Delete in progress' : undefined,
    Tags: Object.entries(group.tags ?? {}).map(([Key, Value]) => ({
      ResourceId: group.name,
      ResourceType: 'auto-scaling-group',
      Key,
      Value,
      PropagateAtLaunch: true,
    })),
  };
}

function launchesOf(call: Call, { launches }: GroupRecord): Partial<AutoScalingGroup> {
  if ('configuration' in launches) {
    return { LaunchConfigurationName: launches.configuration };
  }
  if ('template' in launches) {
    return { LaunchTemplate: specificationOf(call, launches) };
  }
  return {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: specificationOf(call, launches.base),
        Overrides: launches.overrides.map(({ type, uses }) => ({
          InstanceType: type,
          LaunchTemplateSpecification: uses && specificationOf(call, uses),
        })),
      },
    },
  };
}

/** A template that was deleted keeps being named: the group then fails to launch. */
function specificationOf(call: Call, { template, version }: TemplateUse): LaunchTemplateSpecification {
  const id = call.place.lifecycle.launchTemplates.find(({ name }) => name === template)?.id;
  return { LaunchTemplateId: id ?? 'lt-00000000000000000', LaunchTemplateName: template, Version: version };
}
