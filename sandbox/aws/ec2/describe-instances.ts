import type { DescribeInstancesRequest, DescribeInstancesResult } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { applyFilters } from '../ec2-rules/filters.ts';
import { INSTANCE_FILTERS, instancesByIds } from '../ec2-rules/instances.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { presentInstance } from '../ec2-rules/present-instance.ts';
import { defineEc2Action } from '../server/action.ts';
import type { InstanceRecord } from '../world/world.ts';

export const describeInstances = defineEc2Action<DescribeInstancesRequest, DescribeInstancesResult>({
  name: 'DescribeInstances',
  permissions: (_input, call) => [describePermission(call, 'DescribeInstances')],
  handle(input, call) {
    if (input.MaxResults !== undefined && (input.InstanceIds?.length ?? 0) > 0) {
      throw new AwsError(
        'InvalidParameterCombination',
        'The parameter instancesSet cannot be used with the parameter maxResults',
      );
    }
    const chosen = instancesByIds(call, input.InstanceIds ?? []);
    const tags = new Map(
      chosen.map((instance) => [instance, call.world.tags.seen(instance.id, call.account.id, call.account.id)]),
    );
    const tagsOf = (instance: InstanceRecord) => tags.get(instance) ?? new Map<string, string>();
    const found = applyFilters(chosen, input.Filters, INSTANCE_FILTERS, tagsOf);
    const { items, nextToken } = page(found, (instance) => instance.id, input);
    return {
      Reservations: items.map((instance) => ({
        ReservationId: `r-${instance.id.slice(2)}`,
        OwnerId: instance.accountId,
        Groups: [],
        Instances: [presentInstance(call, instance, tagsOf(instance))],
      })),
      NextToken: nextToken,
    };
  },
});
