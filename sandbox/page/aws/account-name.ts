import { usePage } from '../state/store.ts';

/** Turns an account id into its alias where it has one here; a stranger stays a number. */
export function useAccountName(): (id: string) => string {
  const accounts = usePage().aws?.accounts ?? [];
  return (id) => accounts.find((account) => account.id === id)?.alias ?? id;
}
