import type { FleetReader, Subnet } from '../core/aws-fleet.ts';
import { reads } from '../core/iam.ts';
import { joined } from '../core/joined.ts';
import { UserError } from '../core/outcome.ts';

/** What choosing a subnet needs of IAM. */
export const chooseSubnetNeeds = reads('ec2:DescribeSubnets');

const words = ({ id, name, zone, freeAddresses }: Subnet): string =>
  `${id} (${name ? `${name}, ` : ''}${zone}, ${freeAddresses} free)`;

const most = 5;

function list(subnets: readonly Subnet[]): string {
  const more = subnets.length > most ? ` and ${subnets.length - most} more` : '';
  return joined(subnets.slice(0, most).map((subnet) => [words(subnet)])).join('') + more;
}

/** @throws UserError not_found, or not_possible when it is full */
export async function subnetNamed(text: string, fleet: FleetReader, where: string): Promise<Subnet> {
  const isId = /^subnet-[0-9a-f]+$/i.test(text);
  const found = isId
    ? await fleet.subnets({ ids: [text.toLowerCase()] })
    : await fleet.subnets({ filters: [{ name: 'tag:Name', values: [text] }] });
  const [only, second] = found;
  if (second)
    throw new UserError('ambiguous', `${found.length} subnets fit "${text}": ${list(found)}.`, {
      field: 'subnet',
      hint: 'Use the id.',
    });
  if (!only)
    throw new UserError('not_found', `There is no subnet "${text}" in ${where}.`, {
      field: 'subnet',
      hint: 'Use its id (subnet-…) or its Name tag.',
    });
  refuseFull(only);
  return only;
}

function refuseFull(subnet: Subnet): void {
  if (subnet.freeAddresses > 0) return;
  throw new UserError('not_possible', `${words(subnet)} has no free address.`, {
    field: 'subnet',
    hint: 'Choose another subnet with --subnet.',
  });
}

/**
 * The subnet of a zone when it is clear which: the only one with room, or AWS's default one. Never chosen by how full
 * it is: that changes from minute to minute, and a plan must come out equal.
 * @throws UserError not_possible when none has room, ambiguous when several do
 */
export function clearSubnet(subnets: readonly Subnet[], where: string): Subnet {
  const roomy = [...subnets].filter(({ freeAddresses }) => freeAddresses > 0).sort((a, b) => (a.id < b.id ? -1 : 1));
  const [only, second] = roomy;
  if (only && !second) return only;
  const usual = roomy.filter(({ isDefault }) => isDefault);
  if (usual[0] && !usual[1]) return usual[0];
  if (!only)
    throw new UserError(
      'not_possible',
      subnets.length === 0
        ? `There is no subnet ${where}.`
        : `No subnet ${where} has a free address: ${list(subnets)}.`,
      { field: 'subnet', hint: 'Make a subnet there, or choose another zone.' },
    );
  throw new UserError('ambiguous', `Several subnets could be meant ${where}: ${list(roomy)}.`, {
    field: 'subnet',
    hint: 'Say which with --subnet.',
  });
}
