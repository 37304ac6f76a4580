import { type IamNeed, reads } from '../../core/iam.ts';

/** What giving and taking back access to the source must be allowed, in the account that owns it. */
export const copyNeeds: readonly IamNeed[] = [
  ...reads('ec2:DescribeImageAttribute', 'ec2:DescribeSnapshotAttribute'),
  { action: 'ec2:ModifyImageAttribute', on: ['image'], only: { ownImages: true } },
  { action: 'ec2:ModifySnapshotAttribute', on: ['snapshot'], only: { ownImages: true, notPublic: true } },
  { action: 'kms:CreateGrant', on: ['customer-key'], only: { grants: 'to-workers' } },
  { action: 'kms:ListGrants', on: ['customer-key'] },
  { action: 'kms:RevokeGrant', on: ['customer-key'] },
  // The target's role looks at the source's key: what it cannot see it cannot use.
  { action: 'kms:DescribeKey', on: ['customer-key', 'others-key'] },
];
