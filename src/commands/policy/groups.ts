import type { PolicyDescription } from '../../core/policies.ts';
import type { Settings } from '../../core/settings.ts';

/** Documents that belong together, under the words people ask for them by. */
export interface DocumentGroup {
  readonly name: string;
  /** "the environment production" */
  readonly title: string;
  /** Lower case. */
  readonly words: readonly string[];
  readonly documents: readonly PolicyDescription[];
}

/** What forbids comes first, what Assay needs for itself last. */
const order = ['scp', 'allowed-images', 'declarative', 'config-rule', 'organization-config-rule', 'managed'];
const rank = ({ kind, name }: PolicyDescription): number => {
  if (name.startsWith('launch/')) return 0.5;
  const at = order.indexOf(kind);
  return at < 0 ? order.length : at;
};
const sorted = (documents: readonly PolicyDescription[]): readonly PolicyDescription[] =>
  [...documents].sort((a, b) => rank(a) - rank(b));

/** Environments with approvals, accounts, the hub and the organisation. Where two have one name, they are shown together. */
export function groupsOf(documents: readonly PolicyDescription[], settings: Settings): readonly DocumentGroup[] {
  const of = (title: string, words: readonly string[], test: (document: PolicyDescription) => boolean) => ({
    name: words[0] ?? '',
    title,
    words: words.map((word) => word.toLowerCase()),
    documents: sorted(documents.filter(test)),
  });
  const environments = settings.environments
    .filter(({ approvals }) => approvals)
    .map(({ name }) => {
      const ids = settings.accounts.filter(({ environment }) => environment === name).map(({ id }) => id);
      const guards = (document: PolicyDescription): boolean =>
        ['scp', 'declarative'].includes(document.kind) && document.accounts.some((id) => ids.includes(id));
      return of(
        `the environment ${name}`,
        [name],
        (document) => document.environment === name || (document.environment === undefined && guards(document)),
      );
    });
  const accounts = settings.accounts
    .filter(({ alias }) => !environments.some(({ name }) => name === alias))
    .map(({ alias, id }) =>
      of(`the account ${alias} (${id})`, [alias, id], (document) => document.accounts.includes(id)),
    );
  return [
    ...environments,
    ...accounts,
    of('the organisation', ['organization', 'organisation', 'org'], ({ accounts: where }) =>
      where.includes('organization'),
    ),
    of('the hub, where Assay runs', ['hub'], ({ name }) => name.startsWith('hub/')),
  ].filter(({ documents: own }) => own.length > 0);
}
