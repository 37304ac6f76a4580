import { defineCommand } from '../../core/command.ts';
import { reads } from '../../core/iam.ts';
import { copyJob } from '../../jobs/copy/index.ts';
import { takerNeeds } from '../../lookup/allowed-images.ts';
import { findImageNeeds } from '../../lookup/find-image.ts';
import { approvedFor } from '../../lookup/image-facts.ts';
import { imageDescription, refuseTags } from '../../lookup/new-image.ts';
import { CopyInput } from './input.ts';
import { approvalsToKeep } from './keep-approval.ts';
import { encryptedTargets, sourceKeys } from './keys.ts';
import { sharingAfter } from './share-after.ts';
import { refuseForOtherAccounts, sourceOf } from './source.ts';
import { targetsOf } from './targets.ts';
import { minutesWithin } from './within.ts';

/** `/ami copy` */
export const copy = defineCommand({
  name: 'copy',
  summary: 'Copy an AMI to other Regions and accounts, each under its own key',
  examples: [
    'copy web-2026-10-10 to us-east-1',
    'copy db-2026-10-05 to us-east-1 --to-account prod',
    'copy web-2026-10-01 --key alias/ami --name web-encrypted',
    'copy web-2026-10-10 to us-east-1 --within 4h team=shop',
    'copy web-2026-10-10 to us-east-1 --share-after prod',
    'copy web-2026-10-01 to us-east-1 --keep-approval',
  ],
  details: [
    'Every Region of every account gets a copy of its own, made by that account and owned by it. Each has its own line on the card; one that fails takes no other down, and "Retry failed" makes only the failed ones anew.',
    'A copy is encrypted under a customer managed key of its own account and Region: the one named with --key, or the configured one. Assay never lets AWS choose its default key, because a copy under that could never be shared.',
    'For another account the AMI, its snapshots and their keys are opened to it while it copies, and closed again afterwards, also when something fails. What was open before stays open.',
    '"Share them with" lets others launch the copies, once all of them are there and checked. What "share" would refuse then is refused before anything is copied; an account that is not in the configuration needs two people, as with "share".',
    'A copy is not approved because its source is: promote it. Or "Keep the approval" carries it over, where the signature proves it, the environment allows it, and the finished copy is read back as the same; the copies say so, and are revoked with their source.',
  ],
  menu: { group: 'AMIs', label: 'Copy an AMI' },
  input: CopyInput,
  iam: [
    ...findImageNeeds,
    ...reads('ec2:DescribeSnapshots', 'ec2:GetEbsEncryptionByDefault'),
    { action: 'kms:DescribeKey', on: ['customer-key', 'others-key'] },
    { action: 'kms:Verify', on: ['proving-key'] },
    ...takerNeeds.filter(({ action }) => action !== 'ec2:DescribeImageAttribute'),
  ],
  job: copyJob,
  reason: (input) => input.description,
  async plan(input, context) {
    const { settings } = context;
    refuseTags(input.tags, settings);
    const withinMinutes = minutesWithin(input.within);
    const { image, snapshots, source } = await sourceOf(input, context);
    const places = await targetsOf(input, source, context);
    const others = [...new Set(places.map(({ place }) => place.account))].filter((id) => id !== source.place.account);
    refuseForOtherAccounts(image, others, context);
    const keyArns = await sourceKeys(source, others, context);
    const targets = await encryptedTargets(places, source, input, context);
    const keepApproval = await approvalsToKeep(input, { image, snapshots }, context);
    const shareAfter = await sharingAfter(input['share-after'], image, targets, context);
    return {
      source,
      approvedFor: [...approvedFor(image, settings)],
      targets: [...targets],
      access: others.map((account) => ({
        account,
        roleArn: settings.accounts.find(({ id }) => id === account)?.writeRoleArn ?? '',
        keyArns: [...keyArns],
      })),
      description: imageDescription(
        input.description ?? `Copy of ${image.id} (${image.name}) in ${image.place.region}, by Assay`,
      ),
      tags: input.tags,
      snapshotsAtOnce: settings.copies.snapshotsAtOnce,
      ...(withinMinutes === undefined ? {} : { withinMinutes }),
      ...(shareAfter ? { shareAfter } : {}),
      ...(keepApproval ? { keepApproval } : {}),
    };
  },
});
