import { approvalTagKeys, approvedValue } from '../approvals/tag-keys.ts';
import type { AwsReader, Image, Place } from '../core/aws.ts';
import type { RunningImage } from '../core/aws-inventory.ts';
import { type IamNeed, reads } from '../core/iam.ts';
import { BusyError, UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { type Judgement, judgeImages } from './judge-images.ts';
import { accountName } from './places.ts';

/** What is known of an AMI's approval at one look; `unknown` says nothing either way. */
export type ImageStanding =
  | Exclude<Judgement, { readonly kind: 'unchecked' }>
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown'; readonly why: string };

/** What finding standings out calls. */
export const standingsNeeds: readonly IamNeed[] = [
  ...reads('ec2:DescribeImages', 'ec2:DescribeSnapshots'),
  { action: 'kms:Verify', on: ['signing-key'] },
];

interface Tools {
  readonly aws: AwsReader;
  readonly settings: Settings;
}

const unless = (error: unknown): string => {
  if (!(error instanceof UserError || error instanceof BusyError)) throw error;
  return error.message;
};

/** Reads AMIs at one place; a place that cannot be asked says so. */
const readAt = (place: Place, ids: readonly string[], aws: AwsReader): Promise<readonly Image[] | string> =>
  aws.ec2(place).images({ ids }).catch(unless);

/** An AMI by what is known of it where it is used; a launch template says nothing of the owner. */
export type UsedImage = Pick<RunningImage, 'id' | 'ownerId'>;

/** Whose tags count: the owner's account where it is configured with this Region, else the account itself. */
const ownerPlace = (place: Place, image: UsedImage, settings: Settings): Place =>
  settings.accounts.some(({ id, regions }) => id === image.ownerId && regions.includes(place.region))
    ? { account: image.ownerId ?? place.account, region: place.region }
    : place;

/**
 * An account may put tags of its own on an AMI that is only shared with it; its IAM policies then take them for an approval.
 * Nobody but that account sees them.
 */
const isTaggedHere = (image: Image | undefined, environment: string, settings: Settings): boolean =>
  image?.tags[approvalTagKeys(settings, environment).approved] === approvedValue;

function standingOf(image: Image | undefined, judgement: Judgement | undefined): ImageStanding {
  if (!image) return { kind: 'gone' };
  if (!judgement) return { kind: 'none', sentence: `${image.id} was never approved for this environment.` };
  return judgement.kind === 'unchecked' ? { kind: 'unknown', why: judgement.sentence } : judgement;
}

/** Asks the account itself whose an AMI is, where nobody has said. */
async function withOwners(images: readonly UsedImage[], place: Place, aws: AwsReader): Promise<readonly UsedImage[]> {
  const ids = images.filter(({ ownerId }) => ownerId === undefined).map(({ id }) => id);
  const read = ids.length > 0 ? await readAt(place, ids, aws) : [];
  if (typeof read === 'string') return images;
  const owners = new Map(read.map(({ id, ownerId }) => [id, ownerId]));
  return images.map((image) => ({ id: image.id, ownerId: image.ownerId ?? owners.get(image.id) }));
}

/**
 * What the approvals of AMIs are worth that are used in one account and Region: proven from the tags their owner sees, and
 * held against those the account itself sees.
 * @returns by AMI id, one for each
 */
export async function standingsOf(
  images: readonly UsedImage[],
  place: Place,
  environment: string,
  { aws, settings }: Tools,
): Promise<ReadonlyMap<string, ImageStanding>> {
  const found = new Map<string, ImageStanding>();
  const owners = new Map<string, { readonly at: Place; readonly images: UsedImage[] }>();
  for (const image of await withOwners(images, place, aws)) {
    const at = ownerPlace(place, image, settings);
    const group = owners.get(at.account) ?? { at, images: [] };
    group.images.push(image);
    owners.set(at.account, group);
  }
  for (const { at, images: own } of owners.values()) {
    const ids = own.map(({ id }) => id);
    const isElsewhere = at.account !== place.account;
    const [read, here] = await Promise.all([readAt(at, ids, aws), isElsewhere ? readAt(place, ids, aws) : []]);
    const unread = typeof read === 'string' ? read : typeof here === 'string' ? here : undefined;
    if (typeof read === 'string' || typeof here === 'string') {
      const who = accountName(typeof read === 'string' ? at.account : place.account, settings);
      for (const id of ids) found.set(id, { kind: 'unknown', why: `${id} could not be read in ${who}: ${unread}` });
      continue;
    }
    const judgements = await judgeImages(read, environment, { aws, settings });
    for (const id of ids) {
      const standing = standingOf(
        read.find((image) => image.id === id),
        judgements.get(id),
      );
      const tagged = isTaggedHere(
        here.find((image) => image.id === id),
        environment,
        settings,
      );
      found.set(
        id,
        standing.kind === 'none' && tagged
          ? {
              kind: 'tag_only',
              sentence: `${id} carries the tag for ${environment} in account ${accountName(place.account, settings)} only: it was set there by hand.`,
            }
          : standing,
      );
    }
  }
  return found;
}
