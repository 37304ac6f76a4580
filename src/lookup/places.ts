import type { Place } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';
import type { Account, Environment, Settings } from '../core/settings.ts';
import { nearest } from './nearest.ts';

/**
 * The account meant by an alias or by twelve digits.
 * @throws UserError not_found with the nearest alias
 */
export function accountNamed(text: string, settings: Settings, field = 'account'): Account {
  const found = settings.accounts.find((account) => account.alias === text.toLowerCase() || account.id === text);
  if (found) return found;
  const aliases = settings.accounts.map((account) => account.alias);
  const meant = nearest(text, aliases);
  throw new UserError('not_found', `I know no account "${text}".`, {
    field,
    hint: meant ? `Did you mean ${meant}?` : `I know: ${aliases.join(', ')}.`,
  });
}

/** Every account and Region of the configuration, or those that an account and a Region narrow it to. */
export function placesOf(
  settings: Settings,
  narrow: { account?: string | undefined; region?: string | undefined } = {},
): readonly Place[] {
  const accounts = narrow.account ? [accountNamed(narrow.account, settings)] : settings.accounts;
  const places = accounts.flatMap((account) => account.regions.map((region) => ({ account: account.id, region })));
  if (!narrow.region) return places;
  const inRegion = places.filter((place) => place.region === narrow.region);
  if (inRegion.length > 0) return inRegion;
  const regions = [...new Set(places.map((place) => place.region))];
  throw new UserError('not_found', `Region "${narrow.region}" is not one I look after.`, {
    field: 'region',
    hint: `I look after: ${regions.join(', ')}.`,
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
      hint: `Add --environment ${names.join(' or ')}.`,
    });
  const found = settings.environments.find((environment) => environment.name === name);
  if (found) return found;
  const meant = nearest(name, names);
  throw new UserError('not_found', `I know no environment "${name}".`, {
    field,
    hint: meant ? `Did you mean ${meant}?` : `I know: ${names.join(', ')}.`,
  });
}
