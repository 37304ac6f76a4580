import type { Image } from '../../core/aws.ts';
import { type IamNeed, reads } from '../../core/iam.ts';
import type { JobContext } from '../../core/job.ts';
import type { LostRun } from '../../lookup/lost-runs.ts';
import type { Left } from './plan.ts';

export const leftoversNeeds: readonly IamNeed[] = [
  ...reads('ec2:DescribeImages', 'ec2:DescribeSnapshots', 'ec2:DescribeImageAttribute'),
  { action: 'kms:ListGrants', on: ['customer-key'] },
];

/** The AMI that was copied, in whichever account of ours it is. */
async function sourceOf({ source }: LostRun, { aws, settings }: JobContext): Promise<Image | undefined> {
  if (!source) return undefined;
  for (const { id, regions } of settings.accounts) {
    if (!regions.includes(source.region)) continue;
    const place = { account: id, region: source.region };
    const [image] = await aws.ec2(place).images({ ids: [source.imageId], owners: ['self'] });
    if (image) return image;
  }
  return undefined;
}

/** Grants are called after the copy's run, so they are known to be of it. */
async function grantsOf({ runId }: LostRun, image: Image, { aws }: JobContext): Promise<readonly Left[]> {
  const ids = image.volumes.map(({ snapshotId }) => snapshotId);
  const snapshots = await aws.ec2(image.place).snapshots({ ids });
  const keys = new Set(snapshots.flatMap(({ keyArn }) => keyArn ?? []));
  const left: Left[] = [];
  for (const keyArn of keys)
    for (const { id, name } of await aws.encryption(image.place).grants(keyArn))
      if (name?.startsWith(`assay/copy/${runId}/`))
        left.push({
          said: `The grant ${name} on the key of ${image.id} was for the time of the copy only`,
          command: `aws kms revoke-grant --region ${image.place.region} --key-id ${keyArn} --grant-id ${id}`,
        });
  return left;
}

/** AWS does not say who gave a permission, nor why. */
async function sharesOf({ things }: LostRun, image: Image, { aws }: JobContext): Promise<readonly Left[]> {
  const targets = new Set(things.map(({ place }) => place.account));
  const permissions = await aws.ec2(image.place).launchPermissions(image.id);
  return permissions.flatMap((one) =>
    one.kind === 'account' && targets.has(one.id)
      ? [
          {
            said: `${image.id} is shared with ${one.id}; if that was for the copy only, take it back, from its snapshots as well`,
            command:
              `aws ec2 modify-image-attribute --region ${image.place.region} --image-id ${image.id} ` +
              `--launch-permission "Remove=[{UserId=${one.id}}]"`,
          },
        ]
      : [],
  );
}

/** What a lost copy may have given on its source and can take back no more. It is named, never removed: its plan is lost. */
export async function leftovers(run: LostRun, context: JobContext): Promise<readonly Left[]> {
  const image = await sourceOf(run, context);
  if (!image) return [];
  return [...(await grantsOf(run, image, context)), ...(await sharesOf(run, image, context))];
}
