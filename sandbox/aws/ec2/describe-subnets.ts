import type { DescribeSubnetsRequest, DescribeSubnetsResult } from '@aws-sdk/client-ec2';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { subnetById } from '../ec2-rules/launch-network.ts';
import { freeAddresses } from '../ec2-rules/offerings.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';
import type { SubnetRecord } from '../world/network.ts';

const FILTERS: FilterTable<SubnetRecord> = {
  'availability-zone': (subnet) => [subnet.zone],
  'default-for-az': (subnet) => [subnet.isDefault],
  'subnet-id': (subnet) => [subnet.id],
  'vpc-id': (subnet) => [subnet.vpcId],
};

export const describeSubnets = defineEc2Action<DescribeSubnetsRequest, DescribeSubnetsResult>({
  name: 'DescribeSubnets',
  permissions: (_input, call) => [describePermission(call, 'DescribeSubnets')],
  handle(input, call) {
    const ids = input.SubnetIds ?? [];
    const chosen = ids.length > 0 ? ids.map((id) => subnetById(call, id)) : [...call.place.network.subnets.values()];
    const tagsOf = (subnet: SubnetRecord) => new Map(subnet.name === undefined ? [] : [['Name', subnet.name]]);
    const found = applyFilters(chosen, input.Filters, FILTERS, tagsOf);
    const { items, nextToken } = page(found, (subnet) => subnet.id, input);
    return {
      NextToken: nextToken,
      Subnets: items.map((subnet) => ({
        SubnetId: subnet.id,
        VpcId: subnet.vpcId,
        OwnerId: call.account.id,
        State: 'available',
        AvailabilityZone: subnet.zone,
        CidrBlock: `${subnet.base}.0.0/16`,
        AvailableIpAddressCount: freeAddresses(call.place, subnet.id),
        DefaultForAz: subnet.isDefault,
        MapPublicIpOnLaunch: subnet.givesPublicAddress,
        Tags: subnet.name === undefined ? [] : [{ Key: 'Name', Value: subnet.name }],
      })),
    };
  },
});
