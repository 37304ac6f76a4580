import type { AwsReader, Filter, Image, Place } from '../core/aws.ts';
import { reads } from '../core/iam.ts';
import { nearest } from '../core/nearest.ts';
import type { Settings } from '../core/settings.ts';
import { everywhere } from './everywhere.ts';
import type { Narrow } from './find-instance.ts';
import { ambiguous, notFound } from './not-found.ts';
import { placesOf } from './places.ts';
import { filterFor, type Reference, readReference } from './reference.ts';

/** What looking for an AMI needs of IAM. */
export const findImageNeeds = reads('ec2:DescribeImages');

interface Looking {
  readonly settings: Settings;
  readonly aws: AwsReader;
}

const isOwn = (image: Image): boolean => image.ownerId === image.place.account;

/** An AMI seen by several accounts is one AMI: its owner's view tells most, since tags are private to an account. */
export function oncePerImage(images: readonly Image[]): readonly Image[] {
  const byId = new Map<string, Image>();
  for (const image of images) {
    const key = `${image.id} ${image.place.region}`;
    const known = byId.get(key);
    if (!known || (!isOwn(known) && isOwn(image))) byId.set(key, image);
  }
  return [...byId.values()];
}

/** Phones begin a line with a capital, and AWS's names know the difference: both are asked for at once. */
function filterOf(reference: Exclude<Reference, { kind: 'id' }>): Filter {
  const filter = filterFor(reference, 'name');
  if (reference.kind === 'tag') return filter;
  const small = reference.name.charAt(0).toLowerCase() + reference.name.slice(1);
  return small === reference.name ? filter : { ...filter, values: [...filter.values, small] };
}

/** By name and tag among the accounts' own AMIs, and where there is none, among those shared with them. */
async function lookFor(reference: Reference, places: readonly Place[], aws: AwsReader) {
  if (reference.kind === 'id') return everywhere(places, aws, (ec2) => ec2.images({ ids: [reference.id] }));
  const filters = [filterOf(reference)];
  const own = await everywhere(places, aws, (ec2) => ec2.images({ owners: ['self'], filters }));
  if (own.found.length > 0 || own.unseen.length > 0) return own;
  return everywhere(places, aws, (ec2) => ec2.images({ sharedWithUs: true, filters }));
}

/** The name that was probably meant; only asked for when nothing was found. */
async function similarName(text: string, places: readonly Place[], aws: AwsReader): Promise<string | undefined> {
  const { found } = await everywhere(places, aws, (ec2) => ec2.images({ owners: ['self'], limit: 1000 }));
  return nearest(
    text,
    found.map(({ name }) => name),
  );
}

/**
 * The one AMI meant by an id, an ARN, a name or `tag:key=value`, looked for in every account and Region.
 * By name and tag the accounts' own AMIs come before those shared with them; by id also public ones are found.
 * @throws UserError not_found, ambiguous
 */
export async function findImage(text: string, { settings, aws }: Looking, narrow: Narrow = {}): Promise<Image> {
  const places = placesOf(settings, narrow);
  const reference = readReference(text, 'ami');
  const { found, unseen } = await lookFor(reference, places, aws);
  const images = oncePerImage(found);
  const [only, second] = images;
  if (only && !second) return only;
  if (only) throw ambiguous(`"${text}"`, 'image', images, settings);
  const similar =
    reference.kind === 'name' && unseen.length === 0 ? await similarName(reference.name, places, aws) : undefined;
  const hint = similar
    ? `Did you mean ${similar}?`
    : 'Use its id (ami-…), its name, or tag:key=value; /ami find looks for parts of names.';
  throw notFound(`the AMI "${text}"`, 'image', places, unseen, settings, hint);
}
