import type { DescribeTargetHealthInput, DescribeTargetHealthOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../aws-error.ts';
import { defineLoadBalancingAction, given } from '../server/action.ts';

export const describeTargetHealth = defineLoadBalancingAction<DescribeTargetHealthInput, DescribeTargetHealthOutput>({
  name: 'DescribeTargetHealth',
  permissions: (_input, call) => [
    { action: 'elasticloadbalancing:DescribeTargetHealth', resource: '*', resourceAccountId: call.account.id },
  ],
  handle(input, call) {
    const arn = given(input.TargetGroupArn, 'TargetGroupArn');
    const group = call.place.network.targetGroups.get(arn);
    if (group === undefined) {
      throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
    }
    return {
      TargetHealthDescriptions: [...group.targets].map((id) => ({
        Target: { Id: id, Port: group.port },
        HealthCheckPort: String(group.port),
        TargetHealth: { State: 'healthy' },
      })),
    };
  },
});
