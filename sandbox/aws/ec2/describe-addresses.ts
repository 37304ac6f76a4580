import type { DescribeAddressesRequest, DescribeAddressesResult } from '@aws-sdk/client-ec2';
import { applyFilters, type FilterTable } from '../ec2-rules/filters.ts';
import { describePermission } from '../ec2-rules/permissions.ts';
import { defineEc2Action } from '../server/action.ts';

interface Held {
  readonly allocationId: string;
  readonly address: string;
  readonly instanceId: string | undefined;
  readonly privateAddress: string | undefined;
}

const FILTERS: FilterTable<Held> = {
  'allocation-id': ({ allocationId }) => [allocationId],
  'instance-id': ({ instanceId }) => [instanceId],
  'public-ip': ({ address }) => [address],
};

export const describeAddresses = defineEc2Action<DescribeAddressesRequest, DescribeAddressesResult>({
  name: 'DescribeAddresses',
  permissions: (_input, call) => [describePermission(call, 'DescribeAddresses')],
  handle(input, call) {
    const used = [...call.place.instances.values()].flatMap((instance) =>
      instance.machine.interfaces.flatMap((card) => card.addresses.map((address) => ({ ...address, instance }))),
    );
    const held = [...call.place.network.addresses.values()].map((record): Held => {
      const user = used.find(({ allocationId }) => allocationId === record.allocationId);
      return { ...record, instanceId: user?.instance.id, privateAddress: user?.address };
    });
    return {
      Addresses: applyFilters(held, input.Filters, FILTERS).map((one) => ({
        AllocationId: one.allocationId,
        AssociationId: one.instanceId === undefined ? undefined : one.allocationId.replace('eipalloc', 'eipassoc'),
        PublicIp: one.address,
        InstanceId: one.instanceId,
        PrivateIpAddress: one.privateAddress,
        Domain: 'vpc',
      })),
    };
  },
});
