import type { DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult } from '@aws-sdk/client-ec2';
import { zonesOf } from '../ec2-rules/offerings.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

export const describeAvailabilityZones = defineEc2Action<
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult
>({
  name: 'DescribeAvailabilityZones',
  permissions: (_input, call) => [describePermission(call, 'DescribeAvailabilityZones')],
  handle: (_input, call) => ({
    AvailabilityZones: zonesOf(call.region).map((zone) => ({
      ZoneName: zone,
      RegionName: call.region,
      State: 'available',
      ZoneType: 'availability-zone',
      OptInStatus: 'opt-in-not-required',
    })),
  }),
});
