import type { Image, Place } from '../../core/aws.ts';
import type { BuiltImage } from '../../core/aws-builds.ts';
import type { JobContext } from '../../core/job.ts';
import { isSamePlace } from '../../lookup/places.ts';

/** The tag every AMI of Image Builder carries: the ARN of its build. */
const arnTag = 'Ec2ImageBuilderArn';

const knows = ({ settings }: JobContext, place: Place): boolean =>
  settings.accounts.some(({ id, regions }) => id === place.account && regions.includes(place.region));

/** AMIs that exist of a build, by their tag, in every Region of its account: what a failed build has left behind. */
export async function builtImages(buildArn: string, place: Place, context: JobContext): Promise<readonly BuiltImage[]> {
  const account = context.settings.accounts.find(({ id }) => id === place.account);
  const found = await Promise.all(
    (account?.regions ?? [place.region]).map((region) =>
      context.aws
        .ec2({ account: place.account, region })
        .images({ owners: ['self'], filters: [{ name: `tag:${arnTag}`, values: [buildArn] }] }),
    ),
  );
  return found.flat().map(({ id, name, place: { account: owner, region } }) => ({ id, account: owner, region, name }));
}

export interface SeenImage extends BuiltImage {
  readonly isSeen: boolean;
}

/** What a build says it has made, with whether EC2 shows it as available; other people's accounts are not looked at. */
export async function lookAtImages(
  images: readonly BuiltImage[],
  context: JobContext,
): Promise<{ readonly seen: readonly SeenImage[]; readonly missing: readonly BuiltImage[] }> {
  const places = [...new Map(images.map((image) => [`${image.account}/${image.region}`, image])).values()];
  const shown = new Map<string, Image>();
  for (const place of places.filter((one) => knows(context, one))) {
    const ids = images.filter((one) => isSamePlace(one, place)).map(({ id }) => id);
    for (const image of await context.aws.ec2({ account: place.account, region: place.region }).images({ ids }))
      shown.set(image.id, image);
  }
  return {
    seen: images.map((image) => ({ ...image, isSeen: shown.has(image.id) })),
    missing: images.filter((image) => knows(context, image) && shown.get(image.id)?.state !== 'available'),
  };
}
