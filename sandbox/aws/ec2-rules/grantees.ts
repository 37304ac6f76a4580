import { AwsError } from '../aws-error.ts';
import { organisationArn, unitArn } from '../world/organisation.ts';
import type { World } from '../world/world.ts';

/**
 * Account ids, organisations and units an image may be shared with: they exist.
 *
 * @throws AwsError `InvalidAMIAttributeItemValue`
 */
export function checkGrantees(
  world: World,
  grantees: {
    readonly userIds: readonly string[];
    readonly organisations: readonly string[];
    readonly units: readonly string[];
  },
): void {
  const units = [...world.organisation.units.keys()].map((id) => unitArn(world, id));
  refuse(grantees.userIds, 'userId', (id) => /^\d{12}$/.test(id) && world.accounts.has(id));
  refuse(grantees.organisations, 'organizationArn', (arn) => arn === organisationArn(world));
  refuse(grantees.units, 'organizationalUnitArn', (arn) => units.includes(arn));
}

function refuse(values: readonly string[], kind: string, isKnown: (value: string) => boolean): void {
  const wrong = values.find((value) => !isKnown(value));
  if (wrong !== undefined) {
    throw new AwsError(
      'InvalidAMIAttributeItemValue',
      `Invalid attribute item value "${wrong}" for ${kind} item type.`,
    );
  }
}
