import { z } from 'zod';
import type { GivenPermission } from '../core/aws-sharing.ts';
import { nearest } from '../core/nearest.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';

/** Whom an AMI is shared with. */
export const Taker = z.object({
  kind: z.enum(['account', 'organization', 'unit']),
  /** Account id, or ARN. */
  value: z.string(),
  /** Alias where there is one. */
  name: z.string(),
  /** False: outside the configuration; people must agree. */
  isKnown: z.boolean(),
});
export type Taker = z.infer<typeof Taker>;

/** Short, unique and fit for tag keys and grant names: the account id, `o-…` or `ou-…`. */
export const takerKey = (taker: Pick<Taker, 'value'>): string => taker.value.split('/').at(-1) ?? taker.value;

/** As a launch permission writes it. */
export const permissionOf = ({ kind, value }: Taker): GivenPermission =>
  kind === 'account' ? { kind, id: value } : { kind, arn: value };

const everybody = ['all', 'public', 'everybody', 'everyone', '*'];
const fillers = ['with', 'from', 'and', 'to'];
const arnPattern = /^arn:aws[a-z-]*:organizations::\d{12}:(organization|ou)\/(o-[a-z0-9]+)(?:\/(ou-[0-9a-z-]+))?$/;

function takerOf(text: string, settings: Settings, field: string): Taker {
  const word = text.trim();
  const lower = word.toLowerCase();
  const { accounts, organization } = settings;
  const account = accounts.find(({ alias, id }) => alias === lower || id === word);
  if (account) return { kind: 'account', value: account.id, name: account.alias, isKnown: true };
  if (/^\d{12}$/.test(word)) return { kind: 'account', value: word, name: word, isKnown: false };
  const name = lower.replace(/^ou:/, '');
  const unit = organization?.units.find(({ alias, arn }) => alias === name || arn.endsWith(`/${name}`));
  if (unit) return { kind: 'unit', value: unit.arn, name: unit.alias, isKnown: true };
  if (['org', 'organisation', 'organization', organization?.id].includes(lower)) {
    if (organization) return { kind: 'organization', value: organization.arn, name: organization.id, isKnown: true };
    throw new UserError('not_possible', 'The configuration names no organisation.', {
      field,
      hint: "Write the organisation's whole ARN, or have organization added to the configuration.",
    });
  }
  if (everybody.includes(lower))
    throw new UserError('not_possible', 'Assay makes no AMI public.', {
      field,
      hint: 'Name accounts, units or the organisation; what is public can be copied by anybody, for good.',
    });
  const arn = arnPattern.exec(word);
  if (arn) {
    const isKnown = arn[2] === organization?.id;
    const kind = arn[1] === 'ou' ? 'unit' : 'organization';
    return { kind, value: word, name: (kind === 'unit' ? arn[3] : arn[2]) ?? word, isKnown };
  }
  const known = [...accounts.map(({ alias }) => alias), ...(organization?.units ?? []).map(({ alias }) => alias)];
  const meant = nearest(word, known);
  throw new UserError('not_found', `I know no account or unit "${text}".`, {
    field,
    hint: meant
      ? `Did you mean ${meant}?`
      : `I know: ${[...known, ...(organization ? ['org'] : [])].join(', ')}; any account by its twelve digits.`,
  });
}

/**
 * Whom the words mean: aliases, account ids, units, "org", ARNs. "with", "from" and "and" are not names.
 * @throws UserError not_found; not_possible for everybody; bad_input when nobody is named
 */
export function takersOf(words: readonly string[], settings: Settings, field: string): readonly Taker[] {
  const named = words.filter(
    (word, index) => !(index === 0 || word === 'and') || !fillers.includes(word.toLowerCase()),
  );
  const found = named.map((word) => takerOf(word, settings, field));
  const unique = [...new Map(found.map((taker) => [taker.value, taker])).values()];
  if (unique.length === 0)
    throw new UserError('bad_input', 'Say with whom.', { field, hint: 'An alias, twelve digits, a unit or "org".' });
  return unique.sort((a, b) => (a.value < b.value ? -1 : 1));
}
