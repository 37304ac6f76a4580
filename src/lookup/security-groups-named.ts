import type { FleetReader, SecurityGroup } from '../core/aws-fleet.ts';
import { reads } from '../core/iam.ts';
import { UserError } from '../core/outcome.ts';

/** What finding security groups needs of IAM. */
export const securityGroupNeeds = reads('ec2:DescribeSecurityGroups');

/**
 * The security groups of a network meant by ids or names; its default one when none is named.
 * @throws UserError not_found with the names there are
 */
export async function securityGroupsNamed(
  names: readonly string[],
  vpcId: string,
  fleet: FleetReader,
): Promise<readonly SecurityGroup[]> {
  const all = await fleet.securityGroups([{ name: 'vpc-id', values: [vpcId] }]);
  const wanted = names.length > 0 ? names : ['default'];
  const found = wanted.map((text) => {
    const group = all.find(({ id, name }) => id === text || name === text);
    if (group) return group;
    const known = all.map(({ name }) => name).sort();
    throw new UserError(
      'not_found',
      names.length > 0
        ? `There is no security group "${text}" in ${vpcId}.`
        : `${vpcId} has no default security group.`,
      {
        field: 'security-groups',
        hint: `There are: ${known.slice(0, 10).join(', ')}${known.length > 10 ? ' …' : ''}.`,
      },
    );
  });
  return [...new Map(found.map((group) => [group.id, group])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
