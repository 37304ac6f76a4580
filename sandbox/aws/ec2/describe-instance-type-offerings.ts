import type {
  _InstanceType,
  DescribeInstanceTypeOfferingsRequest,
  DescribeInstanceTypeOfferingsResult,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { offeringsIn } from '../ec2-rules/offerings.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

interface Offering {
  readonly type: string;
  readonly zone: string;
}

const FILTERS: FilterTable<Offering> = {
  'instance-type': ({ type }) => [type],
  location: ({ zone }) => [zone],
};

export const describeInstanceTypeOfferings = defineEc2Action<
  DescribeInstanceTypeOfferingsRequest,
  DescribeInstanceTypeOfferingsResult
>({
  name: 'DescribeInstanceTypeOfferings',
  permissions: (_input, call) => [describePermission(call, 'DescribeInstanceTypeOfferings')],
  handle(input, call) {
    if (input.LocationType !== 'availability-zone') {
      throw new AwsError('InvalidParameterValue', 'The fake AWS knows offerings by availability-zone only');
    }
    const found = applyFilters(offeringsIn(call.region), input.Filters, FILTERS);
    const { items, nextToken } = page(found, ({ type, zone }) => `${type} ${zone}`, input);
    return {
      NextToken: nextToken,
      InstanceTypeOfferings: items.map(({ type, zone }) => ({
        // The fake's own list of types; all of them are in the SDK's.
        InstanceType: type as _InstanceType,
        LocationType: 'availability-zone',
        Location: zone,
      })),
    };
  },
});
