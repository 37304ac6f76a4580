import { approvalTagKeys } from '../approvals/tag-keys.ts';
import type { AwsReader, Filter, Image } from '../core/aws.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { everywhere } from './everywhere.ts';
import { oncePerImage } from './find-image.ts';
import { placeName, placesOf } from './places.ts';

interface Looking {
  readonly settings: Settings;
  readonly aws: AwsReader;
}

/** AWS names the source also on what was created from an instance; that is an AMI of its own, approved for itself. */
const isCopy = (image: Image): boolean => image.sourceInstanceId === undefined;

/** Whether anything on it says that it is approved. */
export function isTagged({ tags }: Image, environment: string, settings: Settings): boolean {
  const { revocation: _kept, ...keys } = approvalTagKeys(settings, environment);
  return Object.values(keys).some((key) => tags[key] !== undefined);
}

/** @throws UserError when a place cannot be seen: a copy there would stay approved, so it is not called revoked */
async function ownImages(filter: Filter, { settings, aws }: Looking): Promise<readonly Image[]> {
  const { found, unseen } = await everywhere(placesOf(settings), aws, (ec2) =>
    ec2.images({ owners: ['self'], filters: [filter] }),
  );
  const [blind] = unseen;
  if (!blind) return oncePerImage(found);
  throw new UserError(blind.code, `Copies in ${placeName(blind.place, settings)} cannot be seen: ${blind.why}`, {
    hint: 'Mend that first; otherwise a copy there would stay approved.',
  });
}

/**
 * The approved copies of an AMI, and copies of copies, in all accounts and Regions: by what AWS says of their origin, and by
 * the request their attestation names, since an approval that was carried over twice outlives the copy in the middle.
 * @param request of the approval the AMI carries, when it can be read
 * @throws UserError when a place cannot be seen
 */
export async function approvedCopies(
  imageId: string,
  environment: string,
  request: string | undefined,
  looking: Looking,
): Promise<readonly Image[]> {
  const copies = new Map<string, Image>();
  const keep = (found: readonly Image[]): readonly string[] => {
    const fresh = found.filter((copy) => isCopy(copy) && copy.id !== imageId && !copies.has(copy.id));
    for (const copy of fresh) copies.set(copy.id, copy);
    return fresh.map(({ id }) => id);
  };
  const name = `tag:${approvalTagKeys(looking.settings, environment).attestation}`;
  let sources = [imageId];
  if (request !== undefined) sources.push(...keep(await ownImages({ name, values: [`v1 r=${request} *`] }, looking)));
  while (sources.length > 0)
    sources = [...keep(await ownImages({ name: 'source-image-id', values: sources }, looking))];
  return [...copies.values()]
    .filter((copy) => isTagged(copy, environment, looking.settings))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
