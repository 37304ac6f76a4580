import type { AwsReader, Image, Place } from '../../core/aws.ts';
import type { Settings } from '../../core/settings.ts';
import { everywhere, type Unseen } from '../../lookup/everywhere.ts';
import { oncePerImage } from '../../lookup/find-image.ts';
import { type Ask, publicLimit } from './asks.ts';

export interface Found {
  /** Newest first, each AMI once. */
  readonly images: readonly Image[];
  readonly unseen: readonly Unseen[];
  /** Where AWS has more than it was asked for: newer ones may be missing. */
  readonly cut: readonly Place[];
}

/** An account that refuses one question refuses the others for the same reason: it is told once. */
const oncePerPlace = (unseen: readonly Unseen[]): readonly Unseen[] => [
  ...new Map(unseen.map((one) => [`${one.place.account} ${one.place.region}`, one])).values(),
];

/** Asks AWS everything at once. */
export async function search(
  asks: readonly Ask[],
  { settings, aws }: { readonly settings: Settings; readonly aws: AwsReader },
): Promise<Found> {
  const cut: Place[] = [];
  const ours = new Set(settings.accounts.map(({ id }) => id));
  const answers = await Promise.all(
    asks.map(async ({ kind, places, query }) => {
      const answer = await everywhere(places, aws, async (ec2, place) => {
        const images = await ec2.images(query);
        if (query.limit !== undefined && images.length >= publicLimit) cut.push(place);
        // What one of our accounts shares with another of ours is our own, not "shared with us".
        return kind === 'shared' ? images.filter((image) => !ours.has(image.ownerId)) : images;
      });
      return answer;
    }),
  );
  const images = oncePerImage(answers.flatMap(({ found }) => found));
  return {
    images: images.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
    unseen: oncePerPlace(answers.flatMap(({ unseen }) => unseen)),
    cut,
  };
}
