import type { Place } from '../../core/aws.ts';
import type { PlanContext } from '../../core/command.ts';
import { UserError } from '../../core/outcome.ts';
import { checkImageName } from '../../lookup/new-image.ts';
import { accountName, accountNamed, isSamePlace, placeName } from '../../lookup/places.ts';
import { someAtATime } from '../../lookup/some-at-a-time.ts';
import type { CopyInput } from './input.ts';

export interface NamedPlace {
  readonly place: Place;
  readonly name: string;
}

/** AWS's own Regions are many and accounts are too; more than this in one request is most likely a mistake. */
const mostTargets = 500;

/** The word people write between the AMI and the Regions is none of them. */
const regionsOf = (words: readonly string[]): readonly string[] => [
  ...new Set(words.map((word) => word.trim().toLowerCase()).filter((word) => !['to', 'and', ''].includes(word))),
];

function placesFor(input: CopyInput, source: Place, context: PlanContext): readonly Place[] {
  const { settings } = context;
  const asked = input['to-account'].map((text) => accountNamed(text, settings, 'to-account').id);
  const accounts = asked.length > 0 ? [...new Set(asked)] : [source.account];
  const regions = regionsOf(input.to);
  if (regions.length === 0 && asked.length === 0 && input.key === undefined)
    throw new UserError('bad_input', 'Say where the copy is to go.', {
      field: 'to',
      hint: 'Name Regions, accounts with --to-account, or a new key with --key for a copy beside it.',
    });
  const wanted = regions.length > 0 ? regions : [source.region];
  for (const id of accounts) {
    const known = settings.accounts.find((account) => account.id === id)?.regions ?? [];
    const strange = wanted.filter((region) => !known.includes(region));
    if (strange.length > 0)
      throw new UserError('not_found', `${strange.join(', ')} is not configured for ${accountName(id, settings)}.`, {
        field: 'to',
        hint: `There it is: ${known.join(', ')}. Whoever runs Assay can add a Region to accounts[].regions.`,
      });
  }
  const places = accounts.flatMap((account) => wanted.map((region) => ({ account, region })));
  if (places.length > mostTargets)
    throw new UserError('bad_input', `${places.length} copies are more than one request takes.`, {
      field: 'to',
      hint: `Ask for at most ${mostTargets} at a time.`,
    });
  return places;
}

/**
 * Accounts times Regions, each with the name its copy will have, which nobody else may have there.
 * @throws UserError bad_input, not_found, name_taken
 */
export async function targetsOf(
  input: CopyInput,
  source: { readonly place: Place; readonly name: string },
  context: PlanContext,
): Promise<readonly NamedPlace[]> {
  const given = input.name === undefined ? undefined : checkImageName(input.name);
  const targets = placesFor(input, source.place, context).map((place) => ({
    place,
    // Beside its source a copy cannot have the same name.
    name: given ?? (isSamePlace(place, source.place) ? `${source.name.slice(0, 122)}-copy` : source.name),
  }));
  const taken = await someAtATime(targets, async ({ place, name }) => {
    const [image] = await context.aws
      .ec2(place)
      .images({ owners: ['self'], filters: [{ name: 'name', values: [name] }] });
    return image ? [{ image, name }] : [];
  });
  const [first, ...more] = taken.flat();
  if (!first) return targets;
  const others = more.length > 0 ? `, and in ${more.length} more places` : '';
  throw new UserError(
    'name_taken',
    `The name "${first.name}" is taken by ${first.image.id} in ${placeName(first.image.place, context.settings)}${others}.`,
    { field: 'name', hint: 'Give the copies another name with --name; AWS wants it unique in an account and Region.' },
  );
}
