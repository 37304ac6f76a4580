import type { DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';
import type { SecurityGroupRecord } from '../world/network.ts';

const FILTERS: FilterTable<SecurityGroupRecord> = {
  'group-id': (group) => [group.id],
  'group-name': (group) => [group.name],
  'vpc-id': (group) => [group.vpcId],
};

export const describeSecurityGroups = defineEc2Action<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult>({
  name: 'DescribeSecurityGroups',
  permissions: (_input, call) => [describePermission(call, 'DescribeSecurityGroups')],
  handle(input, call) {
    const known = call.place.network.securityGroups;
    const missing = (input.GroupIds ?? []).find((id) => !known.has(id));
    if (missing !== undefined) {
      throw new AwsError('InvalidGroup.NotFound', `The security group '${missing}' does not exist`);
    }
    const chosen = [...known.values()].filter((group) => input.GroupIds?.includes(group.id) ?? true);
    const { items, nextToken } = page(applyFilters(chosen, input.Filters, FILTERS), (group) => group.id, input);
    return {
      NextToken: nextToken,
      SecurityGroups: items.map((group) => ({
        GroupId: group.id,
        GroupName: group.name,
        VpcId: group.vpcId,
        OwnerId: call.account.id,
        Description: group.name,
      })),
    };
  },
});
