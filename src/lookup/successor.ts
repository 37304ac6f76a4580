import type { AwsReader, Image, Place } from '../core/aws.ts';
import { type IamNeed, reads } from '../core/iam.ts';
import type { Settings } from '../core/settings.ts';
import { everywhere } from './everywhere.ts';
import { sameFamily } from './family.ts';
import { oncePerImage } from './find-image.ts';
import { countsAsApproved, judgeImages } from './judge-images.ts';
import { placesOf } from './places.ts';
import { standingsNeeds } from './standings.ts';

/** What looking for a successor calls. */
export const successorNeeds: readonly IamNeed[] = [...standingsNeeds, ...reads('ec2:DescribeImages')];

interface Looking {
  readonly aws: AwsReader;
  readonly settings: Settings;
  readonly now: Date;
}

/** The AMIs of a family, as far as they help: the newest that is approved and can be used there, and what is in its way. */
export interface Successors {
  /** Newest approved one that the account can see. */
  readonly usable: Image | undefined;
  /** Newer than that, approved, and not shared with the account. */
  readonly unshared: Image | undefined;
  /** The newest of all that could be launched; it may wait for approval. */
  readonly newest: Image | undefined;
  /** Accounts and Regions that could not be asked, with why. */
  readonly unseen: readonly { readonly place: Place; readonly why: string }[];
}

/** Proven at most: older ones help nobody. */
const most = 40;

const isAlive = ({ state, deprecatedAt }: Image, now: Date): boolean =>
  state === 'available' && (deprecatedAt === undefined || Date.parse(deprecatedAt) > now.getTime());

/**
 * AMIs of one family in all of our accounts in a Region: same name but for its version, same architecture and platform.
 * Approvals are proven by their signatures, as the owner sees the tags.
 * @param like what runs now; `architecture` absent where the AMI cannot be read any more
 */
export async function successorsOf(
  like: { readonly id: string; readonly name: string; readonly architecture?: string | undefined },
  place: Place,
  environment: string,
  { aws, settings, now }: Looking,
): Promise<Successors> {
  const { found, unseen } = await everywhere(placesOf(settings, { region: place.region }), aws, (ec2) =>
    ec2.images({ owners: ['self'] }),
  );
  const family = oncePerImage(found)
    .filter(({ id, name }) => id !== like.id && sameFamily(name, like.name))
    .filter(({ architecture }) => architecture === (like.architecture ?? architecture))
    .filter((image) => isAlive(image, now))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || (a.id < b.id ? -1 : 1))
    .slice(0, most);
  const ids = family.map(({ id }) => id);
  const [judged, seen] = await Promise.all([
    judgeImages(family, environment, { aws, settings }),
    ids.length > 0 ? aws.ec2(place).images({ ids }) : [],
  ]);
  const approved = family.filter(({ id }) => countsAsApproved(judged.get(id), settings));
  const visible = new Set(seen.map(({ id }) => id));
  const usable = approved.find(({ id }) => visible.has(id));
  const [best] = approved;
  return {
    usable,
    unshared: best && !visible.has(best.id) ? best : undefined,
    newest: family[0],
    unseen,
  };
}
