import { type IamNeed, reads } from '../../core/iam.ts';
import { writeApprovalNeeds } from '../promote/write-approval.ts';

/** Keys of the account's own copies, and of sources in other accounts. EC2 uses them with the rights of the role. */
const keys = ['customer-key', 'others-key'] as const;

/** What the role that makes a copy must be allowed. */
export const copyTargetNeeds: readonly IamNeed[] = [
  ...reads('ec2:DescribeImages', 'ec2:DescribeSnapshots'),
  { action: 'ec2:CopyImage', on: ['image', 'snapshot'] },
  { action: 'ec2:CreateTags', on: ['image', 'snapshot'], only: { createdBy: ['CopyImage'] } },
  // Carrying an approval over, and taking it away again when the source is revoked meanwhile.
  ...writeApprovalNeeds,
  {
    action: 'ec2:DeleteTags',
    on: ['image'],
    only: { tagKeys: ['assay', 'approved', 'shared-approved'], ownImages: true },
  },
  { action: 'ec2:DeregisterImage', on: ['image'], only: { ownImages: true } },
  { action: 'ec2:DeleteSnapshot', on: ['snapshot'], only: { ownImages: true } },
  { action: 'kms:DescribeKey', on: keys, only: { throughEc2: true } },
  { action: 'kms:Decrypt', on: keys, only: { throughEc2: true } },
  { action: 'kms:GenerateDataKeyWithoutPlaintext', on: keys, only: { throughEc2: true } },
  { action: 'kms:ReEncryptFrom', on: keys, only: { throughEc2: true } },
  { action: 'kms:ReEncryptTo', on: keys, only: { throughEc2: true } },
  { action: 'kms:CreateGrant', on: keys, only: { throughEc2: true, grants: 'for-volumes' } },
];
