import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { newId } from '../ids.ts';
import type { Call } from '../server/action.ts';
import type { CardRecord } from '../world/machine.ts';
import type { SubnetRecord } from '../world/network.ts';
import { freeAddresses } from './offerings.ts';

/** Where a launch would go, as its parameters say it. */
export interface LaunchNetwork {
  readonly subnet: SubnetRecord;
  readonly securityGroupIds: readonly string[];
  readonly wantsPublicAddress: boolean;
}

/** @throws AwsError `InvalidSubnetId.Malformed`, `InvalidSubnetID.NotFound` */
export function subnetById(call: Call, id: string): SubnetRecord {
  if (!/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new AwsError('InvalidSubnetId.Malformed', `Invalid id: "${id}"`);
  }
  const subnet = call.place.network.subnets.get(id);
  if (subnet === undefined) {
    throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  }
  return subnet;
}

/**
 * The subnet and security groups of a launch: from its one network interface, from its own parameters, or AWS's choice.
 *
 * @throws AwsError for what does not exist or does not fit together
 */
export function launchNetwork(call: Call, input: RunInstancesRequest): LaunchNetwork {
  const [card, ...more] = input.NetworkInterfaces ?? [];
  if (more.length > 0) {
    throw new AwsError('InvalidParameterValue', 'The fake AWS launches with one network interface only');
  }
  if (card !== undefined && (input.SubnetId !== undefined || (input.SecurityGroupIds?.length ?? 0) > 0)) {
    throw new AwsError(
      'InvalidParameterCombination',
      'Network interfaces and an instance-level subnet ID may not be specified on the same request',
    );
  }
  const subnetId = card?.SubnetId ?? input.SubnetId;
  const subnet =
    subnetId === undefined
      ? [...call.place.network.subnets.values()].find((one) => one.isDefault)
      : subnetById(call, subnetId);
  if (subnet === undefined) {
    throw new AwsError('MissingInput', 'No subnets found for the default VPC. Please specify a subnet.');
  }
  const asked = card?.Groups ?? input.SecurityGroupIds ?? [];
  const groups = call.place.network.securityGroups;
  for (const id of asked) {
    const group = groups.get(id);
    if (group === undefined) {
      throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
    }
    if (group.vpcId !== subnet.vpcId) {
      throw new AwsError(
        'InvalidParameter',
        `Security group ${id} and subnet ${subnet.id} belong to different networks.`,
      );
    }
  }
  const usual = [...groups.values()].find((group) => group.vpcId === subnet.vpcId);
  return {
    subnet,
    securityGroupIds: asked.length > 0 ? asked : usual === undefined ? [] : [usual.id],
    wantsPublicAddress: card?.AssociatePublicIpAddress ?? subnet.givesPublicAddress,
  };
}

/** @throws AwsError `InsufficientFreeAddressesInSubnet` */
export function newCard(call: Call, { subnet, wantsPublicAddress }: LaunchNetwork): CardRecord {
  if (freeAddresses(call.place, subnet.id) === 0) {
    throw new AwsError(
      'InsufficientFreeAddressesInSubnet',
      `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
    );
  }
  const number = call.place.instances.size + 1;
  return {
    id: newId('eni'),
    index: 0,
    subnetId: subnet.id,
    addresses: [
      {
        address: `${subnet.base}.${200 + Math.floor(number / 250)}.${(number % 250) + 4}`,
        publicAddress: wantsPublicAddress ? `203.0.113.${(number % 250) + 4}` : undefined,
        allocationId: undefined,
      },
    ],
  };
}
