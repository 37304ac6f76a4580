import type { Account, World } from './world.ts';

/** `arn:aws:organizations::…:organization/o-…` */
export const organisationArn = ({ organisation }: World): string =>
  `arn:aws:organizations::${organisation.managementAccountId}:organization/${organisation.id}`;

/** `arn:aws:organizations::…:ou/o-…/ou-…` */
export const unitArn = ({ organisation }: World, unitId: string): string =>
  `arn:aws:organizations::${organisation.managementAccountId}:ou/${organisation.id}/${unitId}`;

/** The units an account stands in, the outermost first; none for an account that is no member. */
function unitsOf({ organisation }: World, account: Account): readonly string[] {
  const path: string[] = [];
  for (
    let unit = account.isMember ? account.unitId : undefined;
    unit !== undefined;
    unit = organisation.units.get(unit)
  ) {
    path.unshift(unit);
  }
  return path;
}

/** The path of `aws:PrincipalOrgPaths`: `o-…/r-…/ou-…/`; absent for an account that is no member. */
export function organisationPath(world: World, account: Account | undefined): string | undefined {
  const { id, rootId } = world.organisation;
  return account?.isMember ? [id, rootId, ...unitsOf(world, account), ''].join('/') : undefined;
}

/** Whether an image that is shared with this account id, organisation or unit is thereby shared with the account. */
export function isReached(world: World, account: Account, grantee: string): boolean {
  if (!grantee.startsWith('arn:')) {
    return grantee === account.id;
  }
  return (
    account.isMember &&
    (grantee === organisationArn(world) || unitsOf(world, account).some((unit) => grantee === unitArn(world, unit)))
  );
}
