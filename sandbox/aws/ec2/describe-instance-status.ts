import type { DescribeInstanceStatusRequest, DescribeInstanceStatusResult, SummaryStatus } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { instanceState, instancesByIds } from '../ec2-rules/instances.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { type Call, defineEc2Action } from '../server/action.ts';
import type { InstanceRecord } from '../world/world.ts';

/** The checks of a running instance; AWS has none for others. */
function statusOf(instance: InstanceRecord, call: Call): SummaryStatus {
  if (instance.state !== 'running') {
    return 'not-applicable';
  }
  if (call.now() < instance.machine.healthyAt) {
    return 'initializing';
  }
  return instance.machine.isImpaired ? 'impaired' : 'ok';
}

export const describeInstanceStatus = defineEc2Action<DescribeInstanceStatusRequest, DescribeInstanceStatusResult>({
  name: 'DescribeInstanceStatus',
  permissions: (_input, call) => [describePermission(call, 'DescribeInstanceStatus')],
  handle(input, call) {
    const ids = input.InstanceIds ?? [];
    if (ids.length > 100) {
      throw new AwsError('InvalidParameterValue', 'At most 100 instance ids can be asked for at once');
    }
    const chosen = instancesByIds(call, ids).filter(
      (instance) => input.IncludeAllInstances === true || instance.state === 'running',
    );
    return {
      InstanceStatuses: chosen.map((instance) => {
        const status = statusOf(instance, call);
        return {
          InstanceId: instance.id,
          AvailabilityZone: instance.availabilityZone,
          InstanceState: instanceState(instance),
          InstanceStatus: { Status: status },
          // The machine below is well; what stands on it may not be.
          SystemStatus: { Status: status === 'impaired' ? 'ok' : status },
          AttachedEbsStatus: { Status: status === 'impaired' ? 'ok' : status },
        };
      }),
    };
  },
});
