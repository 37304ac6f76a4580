import type { FleetReader } from '../core/aws-fleet.ts';
import { reads } from '../core/iam.ts';
import { UserError } from '../core/outcome.ts';

/** What finding a zone needs of IAM. */
export const zoneNeeds = reads('ec2:DescribeAvailabilityZones', 'ec2:DescribeInstanceTypeOfferings');

/**
 * The zone meant by its name or by its letter, where the type can be had.
 * @throws UserError not_found with the zones there are; not_possible with those that have the type
 */
export async function zoneNamed(text: string, type: string, region: string, fleet: FleetReader): Promise<string> {
  const [zones, offering] = await Promise.all([fleet.zones(), fleet.zonesOffering(type)]);
  const wanted = text.trim().toLowerCase();
  const zone = zones.find((name) => name === wanted || name === `${region}${wanted}`);
  if (!zone)
    throw new UserError('not_found', `There is no zone "${text}" in ${region}.`, {
      field: 'zone',
      hint: `There are: ${zones.join(', ')}.`,
    });
  if (offering.includes(zone)) return zone;
  throw new UserError('not_possible', `AWS does not offer ${type} in ${zone}.`, {
    field: 'zone',
    hint:
      offering.length > 0
        ? `It is offered in ${offering.join(', ')}.`
        : `It is not offered in ${region} at all: choose another type.`,
  });
}
