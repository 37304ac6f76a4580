import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { accountName } from './places.ts';

/**
 * Handing a role to an instance gives whoever may log in there all that the role may: only roles that the configuration
 * names are handed out. Which one a profile holds AWS decides at the launch.
 * @throws UserError not_allowed where none is named
 */
export function refuseRole(profile: string | undefined, accountId: string, settings: Settings, field: string): void {
  if (profile === undefined) return;
  const roles = settings.accounts.find(({ id }) => id === accountId)?.instanceRoles ?? [];
  if (roles.length > 0) return;
  throw new UserError(
    'not_allowed',
    `Assay may not hand the role of ${profile} to an instance in ${accountName(accountId, settings)}.`,
    {
      field,
      hint: "Have the role added to the account's instanceRoles in the configuration, and the policies applied.",
    },
  );
}
