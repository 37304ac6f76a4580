import type {
  DescribeInstanceCreditSpecificationsRequest,
  DescribeInstanceCreditSpecificationsResult,
} from '@aws-sdk/client-ec2';
import { applyFilters } from '../ec2-rules/filters.ts';
import { instancesByIds } from '../ec2-rules/instances.ts';
import { page } from '../ec2-rules/paging.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

/** Burstable instances only; others are left out. */
export const describeInstanceCreditSpecifications = defineEc2Action<
  DescribeInstanceCreditSpecificationsRequest,
  DescribeInstanceCreditSpecificationsResult
>({
  name: 'DescribeInstanceCreditSpecifications',
  permissions: (_input, call) => [describePermission(call, 'DescribeInstanceCreditSpecifications')],
  handle(input, call) {
    const chosen = instancesByIds(call, input.InstanceIds ?? []).filter(({ instanceType }) =>
      instanceType.startsWith('t'),
    );
    const found = applyFilters(chosen, input.Filters, { 'instance-id': (instance) => [instance.id] });
    const { items, nextToken } = page(found, (instance) => instance.id, input);
    return {
      NextToken: nextToken,
      InstanceCreditSpecifications: items.map((instance) => ({
        InstanceId: instance.id,
        CpuCredits: instance.machine.credits ?? 'unlimited',
      })),
    };
  },
});
