import { approvalTagKeys, approvedValue } from '../approvals/tag-keys.ts';
import type { AwsReader, Image, Place, Tags } from '../core/aws.ts';
import { type IamNeed, reads } from '../core/iam.ts';
import type { Settings } from '../core/settings.ts';
import { standingsNeeds, standingsOf } from './standings.ts';

/** What looking for false tags calls. */
export const falseTagsNeeds: readonly IamNeed[] = [...standingsNeeds, ...reads('ec2:DescribeImages')];

/** What Assay remembers of revocations makes a signed approval worthless, never a false one: it is not asked here. */
const nothingKnown = { run: async () => undefined, runs: async () => [] };

/** No approval was ever given that these tags could be of. */
export const falseKinds = ['tag_only', 'forged', 'other_image'] as const;
/** There was an approval, or may have been one before there was a key: people decide what becomes of such tags. */
export const spentKinds = ['unsigned', 'revoked'] as const;

/** Tags on one AMI, as one account sees and wrote them, that claim an approval and are none. */
export interface WorthlessTags {
  readonly imageId: string;
  readonly name: string;
  readonly ownerId: string;
  readonly kind: (typeof falseKinds)[number] | (typeof spentKinds)[number];
  /** What proves that they are worth nothing. */
  readonly sentence: string;
  /** All that belongs to the claim, with the values that were judged. */
  readonly tags: Tags;
}

export type FalseTags = WorthlessTags & { readonly kind: (typeof falseKinds)[number] };

const isOneOf = <const K extends string>(kinds: readonly K[], kind: string): kind is K =>
  (kinds as readonly string[]).includes(kind);

export const isFalse = <T extends Pick<WorthlessTags, 'kind'>>(tags: T): tags is T & Pick<FalseTags, 'kind'> =>
  isOneOf(falseKinds, tags.kind);

/** A tag with the prefix `ec2:SharedTag/` is its owner's: others only see it. */
function claimOf({ tags, ownerId, place }: Image, environment: string, settings: Settings): Tags {
  const { approved, shared, attestation, signature } = approvalTagKeys(settings, environment);
  const own = [approved, attestation, signature, ...(ownerId === place.account ? [shared] : [])];
  return Object.fromEntries(own.flatMap((key) => (tags[key] === undefined ? [] : [[key, tags[key]]])));
}

function claims(image: Image, environment: string, settings: Settings): boolean {
  const { approved, shared } = approvalTagKeys(settings, environment);
  const own = claimOf(image, environment, settings);
  return own[approved] === approvedValue || own[shared] === approvedValue;
}

/**
 * AMIs that carry approval tags in an account and Region that no approval stands behind any more: set by hand, forged, copied
 * from another AMI, revoked, or unsigned though there is a key; also on AMIs of others that are shared with it.
 * @param ids only these AMIs; absent: all that are tagged there, without those of which nothing can be proven now
 * @throws what reading the account throws; of `ids` also what keeps one of them from being proven either way
 */
export async function worthlessTagsAt(
  place: Place,
  environment: string,
  { aws, settings }: { readonly aws: AwsReader; readonly settings: Settings },
  ids?: readonly string[],
): Promise<readonly WorthlessTags[]> {
  const { approved, shared } = approvalTagKeys(settings, environment);
  const found = await aws.ec2(place).images({
    ...(ids ? { ids } : { filters: [{ name: 'tag-key', values: [approved, shared] }] }),
    deprecatedToo: true,
  });
  const claiming = found.filter((image) => claims(image, environment, settings));
  if (claiming.length === 0) return [];
  const standings = await standingsOf(claiming, place, environment, { aws, settings, records: nothingKnown });
  return claiming.flatMap((image): readonly WorthlessTags[] => {
    const standing = standings.get(image.id);
    if (ids && standing?.kind === 'unknown' && standing.cause) throw standing.cause;
    if (!standing || !('sentence' in standing) || !isOneOf([...falseKinds, ...spentKinds], standing.kind)) return [];
    // Without a key nothing is ever signed.
    if (standing.kind === 'unsigned' && settings.signingKey === undefined) return [];
    const { id: imageId, name, ownerId } = image;
    const { kind, sentence } = standing;
    return [{ imageId, name, ownerId, kind, sentence, tags: claimOf(image, environment, settings) }];
  });
}

/** The same, of tags that never were an approval's. */
export const falseTagsAt = async (...asked: Parameters<typeof worthlessTagsAt>): Promise<readonly FalseTags[]> =>
  (await worthlessTagsAt(...asked)).filter(isFalse);
