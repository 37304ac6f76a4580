import type { DescribeInstanceAttributeRequest, InstanceAttribute } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { resourcePermission } from '../ec2-rules/permissions.ts';
import { instanceById } from '../ec2-rules/visibility.ts';
import { defineEc2Action, given } from '../server/action.ts';

export const describeInstanceAttribute = defineEc2Action<DescribeInstanceAttributeRequest, InstanceAttribute>({
  name: 'DescribeInstanceAttribute',
  permissions: (input, call) => [
    resourcePermission(call, 'DescribeInstanceAttribute', given(input.InstanceId, 'instanceId'), {
      'ec2:Attribute': input.Attribute,
    }),
  ],
  handle(input, call) {
    const instance = instanceById(call, given(input.InstanceId, 'instanceId'));
    const answer = { InstanceId: instance.id };
    switch (input.Attribute) {
      case 'disableApiTermination':
        return { ...answer, DisableApiTermination: { Value: instance.disableApiTermination } };
      case 'disableApiStop':
        return { ...answer, DisableApiStop: { Value: instance.machine.stopProtection } };
      case 'ebsOptimized':
        return { ...answer, EbsOptimized: { Value: instance.machine.ebsOptimized } };
      case 'instanceInitiatedShutdownBehavior':
        return { ...answer, InstanceInitiatedShutdownBehavior: { Value: instance.machine.shutdownBehavior } };
      case 'instanceType':
        return { ...answer, InstanceType: { Value: instance.instanceType } };
      case 'rootDeviceName':
        return { ...answer, RootDeviceName: { Value: instance.rootDeviceName } };
      case 'sourceDestCheck':
        return { ...answer, SourceDestCheck: { Value: instance.machine.sourceDestCheck } };
      case 'userData':
        return { ...answer, UserData: { Value: instance.userData } };
      default:
        throw new AwsError(
          'InvalidParameterValue',
          `The fake AWS does not know the attribute ${input.Attribute ?? ''}`,
        );
    }
  },
});
