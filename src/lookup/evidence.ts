import { checkAttestation, type Verdict } from '../approvals/check-attestation.ts';
import type { AwsReader, Image, LaunchPermission, Snapshot } from '../core/aws.ts';
import { reads } from '../core/iam.ts';
import type { Settings } from '../core/settings.ts';

/** What looking at an AMI as an approver does needs of IAM. */
export const evidenceNeeds = [
  ...reads('ec2:DescribeSnapshots', 'ec2:DescribeImageAttribute'),
  { action: 'kms:Verify', on: ['proving-key'] },
] as const;

export interface ImageEvidence {
  readonly image: Image;
  readonly snapshots: readonly Snapshot[];
  readonly launchPermissions: readonly LaunchPermission[];
}

/** An own AMI with all an approval is about. */
export async function evidenceOf(image: Image, aws: AwsReader): Promise<ImageEvidence> {
  const ec2 = aws.ec2(image.place);
  const ids = image.volumes.map((volume) => volume.snapshotId);
  const [snapshots, launchPermissions] = await Promise.all([
    ids.length > 0 ? ec2.snapshots({ ids }) : [],
    ec2.launchPermissions(image.id),
  ]);
  return { image, snapshots, launchPermissions };
}

/** What an AMI's own tags prove about an environment; nothing but AWS is asked. */
export const verdictOn = (
  { image, snapshots }: Pick<ImageEvidence, 'image' | 'snapshots'>,
  environment: string,
  { settings, aws }: { readonly settings: Settings; readonly aws: AwsReader },
): Promise<Verdict> =>
  checkAttestation({
    image,
    snapshots,
    tags: image.tags,
    environment,
    settings,
    verify: (keyArn, digest, signature) => aws.keys.verify(keyArn, digest, signature),
  });
