import type { PolicyInput } from './policy-input.ts';

/** What to say of service control policies when one of their accounts is the management account: nothing there is bound. */
export function managementAccount(input: PolicyInput, ids: readonly string[]): readonly string[] {
  const management = input.settings.organization?.arn.split(':')[4];
  const account = input.accounts.find(({ id }) => id === management && ids.includes(id));
  return account
    ? [
        `${account.alias} (${account.id}) is the management account of the organisation: attached to it, this does nothing.`,
      ]
    : [];
}
