import type { Place } from '../core/aws.ts';
import { nearest } from '../core/nearest.ts';
import { UserError } from '../core/outcome.ts';
import type { Account, Environment, Settings } from '../core/settings.ts';

/**
 * The account meant by an alias or by twelve digits.
 * @throws UserError not_found with the nearest alias
 */
export function accountNamed(text: string, settings: Settings, field = 'account'): Account {
  const found = settings.accounts.find(
    (account) => account.alias === text.trim().toLowerCase() || account.id === text.trim(),
  );
  if (found) return found;
  const aliases = settings.accounts.map((account) => account.alias);
  const meant = nearest(text, aliases);
  throw new UserError('not_found', `I know no account "${text}".`, {
    field,
    hint: meant ? `Did you mean ${meant}?` : `I know: ${aliases.join(', ')}.`,
  });
}

/** Whether two are one account and Region. */
export const isSamePlace = (one: Place, other: Place): boolean =>
  one.account === other.account && one.region === other.region;

/** Every account and Region of the configuration, or those that an account and a Region narrow it to. */
export function placesOf(
  settings: Settings,
  narrow: { account?: string | undefined; region?: string | undefined } = {},
): readonly Place[] {
  const accounts = narrow.account ? [accountNamed(narrow.account, settings)] : settings.accounts;
  const places = accounts.flatMap((account) => account.regions.map((region) => ({ account: account.id, region })));
  if (!narrow.region) return places;
  const wanted = narrow.region.trim().toLowerCase();
  const inRegion = places.filter((place) => place.region === wanted);
  if (inRegion.length > 0) return inRegion;
  const regions = [...new Set(places.map((place) => place.region))];
  const meant = nearest(wanted, regions);
  const where = narrow.account ? ` in ${narrow.account}` : '';
  throw new UserError('not_found', `Region "${narrow.region}" is not one I look after${where}.`, {
    field: 'region',
    hint: `${meant ? `Did you mean ${meant}? ` : ''}I look after: ${regions.join(', ')}.`,
  });
}

/** "build, eu-west-1": the alias where there is one. */
export function placeName(place: Place, settings: Settings): string {
  return `${accountName(place.account, settings)}, ${place.region}`;
}

/** The alias of an account, or its digits when the configuration does not know it. */
export function accountName(id: string, settings: Settings): string {
  return settings.accounts.find((account) => account.id === id)?.alias ?? id;
}

const noEnvironment = 'Have approvers of an environment added to the configuration.';

/**
 * The environment meant: by name, or the usual one when none is named.
 * @throws UserError not_found with the nearest name; bad_input when there is no usual one
 */
export function environmentNamed(text: string | undefined, settings: Settings): Environment {
  const name = text ?? settings.defaultEnvironment;
  const names = settings.environments.filter(({ approvals }) => approvals).map((environment) => environment.name);
  const field = 'environment';
  if (name === undefined)
    throw new UserError('bad_input', 'Say for which environment.', {
      field,
      hint: names.length > 0 ? `Add --environment ${names.join(' or ')}.` : noEnvironment,
    });
  const found = settings.environments.find((environment) => environment.name === name);
  if (found) return found;
  const meant = nearest(name, names);
  throw new UserError('not_found', `I know no environment "${name}".`, {
    field,
    hint: meant ? `Did you mean ${meant}?` : names.length > 0 ? `I know: ${names.join(', ')}.` : noEnvironment,
  });
}
