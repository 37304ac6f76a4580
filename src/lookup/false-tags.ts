import { approvalTagKeys, approvedValue } from '../approvals/tag-keys.ts';
import type { AwsReader, Image, Place, Tags } from '../core/aws.ts';
import { type IamNeed, reads } from '../core/iam.ts';
import type { Settings } from '../core/settings.ts';
import { standingsNeeds, standingsOf } from './standings.ts';

/** What looking for false tags calls. */
export const falseTagsNeeds: readonly IamNeed[] = [...standingsNeeds, ...reads('ec2:DescribeImages')];

/** What Assay remembers of revocations makes a signed approval worthless, never a false one: it is not asked here. */
const nothingKnown = { run: async () => undefined, runs: async () => [] };

/** Tags on one AMI, as one account sees and wrote them, that claim an approval and are none. */
export interface FalseTags {
  readonly imageId: string;
  readonly name: string;
  readonly ownerId: string;
  readonly kind: 'tag_only' | 'forged' | 'other_image';
  /** What proves that they are false. */
  readonly sentence: string;
  /** All that belongs to the claim, with the values that were judged. */
  readonly tags: Tags;
}

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
 * AMIs that carry approval tags in an account and Region that no approval stands behind: set by hand, forged, or copied from
 * another AMI; also on AMIs of others that are shared with it. What cannot be proven either way is left out.
 * @param ids only these AMIs; absent: all that are tagged there
 * @throws what reading the account throws
 */
export async function falseTagsAt(
  place: Place,
  environment: string,
  { aws, settings }: { readonly aws: AwsReader; readonly settings: Settings },
  ids?: readonly string[],
): Promise<readonly FalseTags[]> {
  const { approved, shared } = approvalTagKeys(settings, environment);
  const found = await aws.ec2(place).images({
    ...(ids ? { ids } : { filters: [{ name: 'tag-key', values: [approved, shared] }] }),
    deprecatedToo: true,
  });
  const claiming = found.filter((image) => claims(image, environment, settings));
  if (claiming.length === 0) return [];
  const standings = await standingsOf(claiming, place, environment, { aws, settings, records: nothingKnown });
  return claiming.flatMap((image): readonly FalseTags[] => {
    const standing = standings.get(image.id);
    if (standing?.kind !== 'tag_only' && standing?.kind !== 'forged' && standing?.kind !== 'other_image') return [];
    const { id: imageId, name, ownerId } = image;
    const { kind, sentence } = standing;
    return [{ imageId, name, ownerId, kind, sentence, tags: claimOf(image, environment, settings) }];
  });
}
