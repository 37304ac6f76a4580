import type { DescribeTargetGroupsInput, DescribeTargetGroupsOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { defineLoadBalancingAction } from '../server/action.ts';

export const describeTargetGroups = defineLoadBalancingAction<DescribeTargetGroupsInput, DescribeTargetGroupsOutput>({
  name: 'DescribeTargetGroups',
  permissions: (_input, call) => [
    { action: 'elasticloadbalancing:DescribeTargetGroups', resource: '*', resourceAccountId: call.account.id },
  ],
  handle(input, call) {
    const all = [...call.place.network.targetGroups.values()];
    const start = Number(input.Marker ?? 0);
    const end = start + (input.PageSize ?? 400);
    return {
      NextMarker: end < all.length ? String(end) : undefined,
      TargetGroups: all.slice(start, end).map((group) => ({
        TargetGroupArn: group.arn,
        TargetGroupName: group.name,
        Protocol: 'HTTP',
        Port: group.port,
        VpcId: group.vpcId,
        TargetType: group.type,
        LoadBalancerArns: [],
      })),
    };
  },
});
