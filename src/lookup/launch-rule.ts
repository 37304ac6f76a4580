import type { Account, Environment, Settings } from '../core/settings.ts';

/** The environment an account belongs to. The configuration is checked: there always is one. */
export function environmentOf(accountId: string, settings: Settings): Environment {
  const account: Account | undefined = settings.accounts.find(({ id }) => id === accountId);
  const found = settings.environments.find(({ name }) => name === account?.environment);
  if (!found) throw new Error(`account ${accountId} has no environment`);
  return found;
}

/** Only approved AMIs are launched there: production, unless the configuration says otherwise. */
export const demandsApproval = ({ launch, isProduction }: Environment): boolean =>
  (launch ?? (isProduction ? 'approved-only' : 'any')) === 'approved-only';
