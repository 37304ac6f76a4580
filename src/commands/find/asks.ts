import type { Filter, ImageQuery, Place } from '../../core/aws.ts';
import { UserError } from '../../core/outcome.ts';
import type { Settings } from '../../core/settings.ts';
import { placesOf } from '../../lookup/places.ts';
import { filterFor, type Reference, readReference } from '../../lookup/reference.ts';
import type { FindInput } from './input.ts';

/** One question to some accounts and Regions. */
export interface Ask {
  readonly kind: 'own' | 'shared' | 'public' | 'marketplace' | 'owner';
  readonly places: readonly Place[];
  readonly query: ImageQuery;
}

/** Public and Marketplace AMIs number in the hundred thousands: AWS is asked for so many per Region and no more. */
export const publicLimit = 300;

type Owner =
  | { readonly kind: 'ours'; readonly id: string }
  | { readonly kind: 'other'; readonly id: string }
  | { readonly kind: 'amazon' }
  | { readonly kind: 'marketplace' };

function ownerMeant(text: string, settings: Settings): Owner {
  const word = text.trim().toLowerCase();
  const account = settings.accounts.find(({ alias, id }) => alias === word || id === word);
  if (account) return { kind: 'ours', id: account.id };
  if (word === 'amazon' || word === 'aws') return { kind: 'amazon' };
  if (word === 'marketplace' || word === 'aws-marketplace') return { kind: 'marketplace' };
  if (/^\d{12}$/.test(word)) return { kind: 'other', id: word };
  throw new UserError('bad_input', `I know no owner “${text}”.`, {
    field: 'owner',
    hint: `Write one of ${settings.accounts.map(({ alias }) => alias).join(', ')}, amazon, marketplace, or an account id of twelve digits.`,
  });
}

/** A pattern counts by its letters: `*` alone would ask for everything. */
const isNarrow = (reference: Reference | undefined): boolean =>
  reference?.kind === 'id' || (reference?.kind === 'name' && reference.name.replace(/[*?\s-]/g, '').length >= 3);

function demandNarrow(what: string, reference: Reference | undefined): void {
  if (isNarrow(reference)) return;
  throw new UserError('bad_input', `There are too many AMIs ${what} to list them all.`, {
    field: 'text',
    hint: 'Give at least three letters of the name, such as al2023-ami-*, or an id; or name an owner by its account id with --owner.',
  });
}

/** People type parts of names; AWS wants to be told that parts are meant. */
const widened = (reference: Reference): Reference =>
  reference.kind === 'name' && !/[*?]/.test(reference.name) ? { ...reference, name: `*${reference.name}*` } : reference;

function filtersOf(reference: Reference | undefined, { tag, architecture }: FindInput): readonly Filter[] {
  const wide = reference && widened(reference);
  const pairs = (tag ?? []).map((text): Filter => {
    const [key = '', ...value] = text.split('=');
    return value.length > 0 ? { name: `tag:${key}`, values: [value.join('=')] } : { name: 'tag-key', values: [key] };
  });
  return [
    ...(wide?.kind === 'id' ? [{ name: 'image-id', values: [wide.id] }] : wide ? [filterFor(wide, 'name')] : []),
    ...pairs,
    ...(architecture ? [{ name: 'architecture', values: [architecture] }] : []),
  ];
}

/** The same everywhere in a Region: one account of each is asked. */
const oncePerRegion = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map((place) => [place.region, place])).values(),
];

/**
 * What to ask AWS.
 * @throws UserError bad_input when it would be a list of everything public, or says two things
 */
export function asksOf(input: FindInput, settings: Settings): readonly Ask[] {
  const { from } = input;
  const places = placesOf(settings, input);
  const reference = input.text ? readReference(input.text, 'ami') : undefined;
  const filters = filtersOf(reference, input);
  const deprecatedToo = input.state === 'deprecated';
  const common = { filters, deprecatedToo };
  const own = (of: readonly Place[]): Ask => ({ kind: 'own', places: of, query: { owners: ['self'], ...common } });
  const shared: Ask = { kind: 'shared', places, query: { sharedWithUs: true, ...common } };
  const isPublic: Filter = { name: 'is-public', values: ['true'] };
  const everybodys = (kind: 'public' | 'marketplace', owners?: readonly string[]): Ask => {
    demandNarrow(kind === 'public' ? (owners ? 'of Amazon' : 'that are public') : 'on the Marketplace', reference);
    const query = { filters: [...filters, isPublic], deprecatedToo, limit: publicLimit, ...(owners ? { owners } : {}) };
    return { kind, places: oncePerRegion(places), query };
  };

  if (input.owner !== undefined) {
    const owner = ownerMeant(input.owner, settings);
    const fitting: Readonly<Record<Owner['kind'], readonly (string | undefined)[]>> = {
      ours: ['own', 'shared'],
      other: ['shared', 'public'],
      amazon: ['public'],
      marketplace: ['marketplace', 'public'],
    };
    if (from !== undefined && from !== 'all' && !fitting[owner.kind].includes(from))
      throw new UserError('bad_input', `AMIs of ${input.owner} are not among “${from}”.`, {
        field: 'from',
        hint: 'Leave it out: the owner says it.',
      });
    if (owner.kind === 'ours') return [own(places.filter(({ account }) => account === owner.id))];
    if (owner.kind === 'amazon') return [everybodys('public', ['amazon'])];
    if (owner.kind === 'marketplace') return [everybodys('marketplace', ['aws-marketplace'])];
    const query = {
      owners: [owner.id],
      ...common,
      limit: publicLimit,
      filters: [...filters, ...(from === 'public' ? [isPublic] : [])],
    };
    return [{ kind: 'owner', places, query }];
  }
  if (from === 'own') return [own(places)];
  if (from === 'shared') return [shared];
  if (from === 'public') return [everybodys('public')];
  if (from === 'marketplace') return [everybodys('marketplace', ['aws-marketplace'])];
  if (from === 'all') return [own(places), shared, everybodys('public')];
  return [own(places), shared];
}
