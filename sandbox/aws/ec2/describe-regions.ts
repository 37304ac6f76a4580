import type { DescribeRegionsRequest, DescribeRegionsResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { applyFilters } from '../ec2-rules/filters.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';
import { regionNames } from '../world/places.ts';

export const describeRegions = defineEc2Action<DescribeRegionsRequest, DescribeRegionsResult>({
  name: 'DescribeRegions',
  permissions: (_input, call) => [describePermission(call, 'DescribeRegions')],
  handle(input, call) {
    const names = regionNames(call.world);
    const unknown = (input.RegionNames ?? []).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new AwsError('InvalidParameterValue', `Invalid region provided: ${unknown}`);
    }
    const chosen = names.filter((name) => (input.RegionNames?.length ?? 0) === 0 || input.RegionNames?.includes(name));
    const found = applyFilters(chosen, input.Filters, {
      'region-name': (name) => [name],
      endpoint: (name) => [`ec2.${name}.amazonaws.com`],
      'opt-in-status': () => ['opt-in-not-required'],
    });
    return {
      Regions: found.map((name) => ({
        RegionName: name,
        Endpoint: `ec2.${name}.amazonaws.com`,
        OptInStatus: 'opt-in-not-required',
      })),
    };
  },
});
