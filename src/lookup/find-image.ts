import type { AwsReader, Image } from '../core/aws.ts';
import { reads } from '../core/iam.ts';
import type { Settings } from '../core/settings.ts';
import { everywhere } from './everywhere.ts';
import type { Narrow } from './find-instance.ts';
import { ambiguous, notFound } from './not-found.ts';
import { placesOf } from './places.ts';
import { filterFor, readReference } from './reference.ts';

/** What looking for an AMI needs of IAM. */
export const findImageNeeds = reads('ec2:DescribeImages');

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

/**
 * The one AMI meant by an id, a name or `tag:key=value`, looked for in every account and Region.
 * By name and tag only the accounts' own AMIs are looked through; by id also shared and public ones.
 * @throws UserError not_found, ambiguous
 */
export async function findImage(
  text: string,
  context: { readonly settings: Settings; readonly aws: AwsReader },
  narrow: Narrow = {},
): Promise<Image> {
  const { settings, aws } = context;
  const places = placesOf(settings, narrow);
  const reference = readReference(text, 'ami');
  const { found, unseen } = await everywhere(places, aws, (ec2) =>
    ec2.images(
      reference.kind === 'id' ? { ids: [reference.id] } : { owners: ['self'], filters: [filterFor(reference, 'name')] },
    ),
  );
  const images = oncePerImage(found);
  const [only, second] = images;
  if (only && !second) return only;
  if (only) throw ambiguous(`"${text}"`, 'image', images, settings);
  throw notFound(
    `the AMI "${text}"`,
    'image',
    places,
    unseen,
    settings,
    'Use its id (ami-…), its name, or tag:key=value.',
  );
}
