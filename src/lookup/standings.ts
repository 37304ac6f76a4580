import { approvalTagKeys, approvedValue } from '../approvals/tag-keys.ts';
import type { AwsReader, Image, Place } from '../core/aws.ts';
import type { RunningImage } from '../core/aws-inventory.ts';
import type { Records } from '../core/command.ts';
import { type IamNeed, reads } from '../core/iam.ts';
import { BusyError, UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { type Judgement, judgeImages } from './judge-images.ts';
import { accountName } from './places.ts';
import { revokedSince } from './revoked-since.ts';
import { someAtATime } from './some-at-a-time.ts';

/** What is known of an AMI's approval at one look; `unknown` says nothing either way. */
export type ImageStanding =
  | Exclude<Judgement, { readonly kind: 'unchecked' }>
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown'; readonly why: string; readonly cause?: Error };

/** What finding standings out calls. */
export const standingsNeeds: readonly IamNeed[] = [
  ...reads('ec2:DescribeImages', 'ec2:DescribeSnapshots'),
  { action: 'kms:Verify', on: ['proving-key'] },
];

interface Tools {
  readonly aws: AwsReader;
  readonly settings: Settings;
  readonly records: Pick<Records, 'run' | 'runs'>;
}

const unless = (error: unknown): Error => {
  if (!(error instanceof UserError || error instanceof BusyError)) throw error;
  return error;
};

/** Reads AMIs at one place; a place that cannot be asked says so. */
const readAt = (place: Place, ids: readonly string[], aws: AwsReader): Promise<readonly Image[] | Error> =>
  aws.ec2(place).images({ ids }).catch(unless);

/** An AMI by what is known of it where it is used; without an owner, the account itself does not see it. */
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

async function standingOf(
  image: Image | undefined,
  judgement: Judgement | undefined,
  environment: string,
  records: Tools['records'],
): Promise<ImageStanding> {
  if (!image) return { kind: 'gone' };
  if (!judgement) return { kind: 'none', sentence: `${image.id} was never approved for this environment.` };
  if (judgement.kind === 'unchecked') return { kind: 'unknown', why: judgement.sentence, cause: judgement.cause };
  if (!('statement' in judgement)) return judgement;
  const revoked = await revokedSince(image.id, judgement.statement, environment, records);
  return revoked ? { kind: 'revoked', sentence: `${image.id}: ${revoked}` } : judgement;
}

/**
 * What the approvals of AMIs are worth that are used in one account and Region: proven from the tags their owner sees, and
 * held against those the account itself sees, and against revocations since.
 * @returns by AMI id, one for each
 */
export async function standingsOf(
  images: readonly UsedImage[],
  place: Place,
  environment: string,
  { aws, settings, records }: Tools,
): Promise<ReadonlyMap<string, ImageStanding>> {
  const found = new Map<string, ImageStanding>();
  const owners = new Map<string, { readonly at: Place; readonly images: UsedImage[] }>();
  for (const image of images) {
    const at = ownerPlace(place, image, settings);
    const group = owners.get(at.account) ?? { at, images: [] };
    group.images.push(image);
    owners.set(at.account, group);
  }
  for (const { at, images: own } of owners.values()) {
    const ids = own.map(({ id }) => id);
    const isElsewhere = at.account !== place.account;
    const [read, here] = await Promise.all([readAt(at, ids, aws), isElsewhere ? readAt(place, ids, aws) : []]);
    if (read instanceof Error || here instanceof Error) {
      const [account, cause] = read instanceof Error ? [at.account, read] : [place.account, here as Error];
      const who = accountName(account, settings);
      for (const id of ids)
        found.set(id, { kind: 'unknown', why: `${id} could not be read in ${who}: ${cause.message}`, cause });
      continue;
    }
    const judgements = await judgeImages(read, environment, { aws, settings });
    const [byOwner, byUser] = [read, here].map((images) => new Map(images.map((image) => [image.id, image])));
    const standings = await someAtATime(ids, (id) =>
      standingOf(byOwner?.get(id), judgements.get(id), environment, records),
    );
    for (const [index, standing] of standings.entries()) {
      const id = ids[index] ?? '';
      const tagged = isTaggedHere(byUser?.get(id), environment, settings);
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
