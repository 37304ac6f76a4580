import type { AccountAccess } from '../../src/core/aws.ts';
import { type IamNeed, reads } from '../../src/core/iam.ts';
import { doctorNeeds, type RoleNeeds } from '../../src/policy/needs-of.ts';
import type { PolicyInput } from '../../src/policy/policy-input.ts';

export const hub = 'arn:aws:iam::999988887777:role/AssayHub';
export const signingKey = 'arn:aws:kms:eu-west-1:999988887777:key/5f1c0de0-0000-4000-8000-00000000a001';
export const formerKey = 'arn:aws:kms:eu-west-1:999988887777:key/5f1c0de0-0000-4000-8000-00000000a003';
export const organization = 'o-assay4ybem';
export const build = '111122223333';
export const prod = '444455556666';
export const reader = (account: string): string => `arn:aws:iam::${account}:role/AssayReader`;
export const writer = (account: string): string => `arn:aws:iam::${account}:role/AssayWorker`;

const account = (alias: string, id: string): AccountAccess => ({
  alias,
  id,
  regions: ['eu-west-1', 'us-east-1'],
  readRoleArn: reader(id),
  writeRoleArn: writer(id),
  externalId: `assay-${alias}`,
  instanceRoles: ['web-server'],
});

const approvalTags = { tagKeys: ['assay', 'approved', 'shared-approved'], ownImages: true } as const;
const verify: IamNeed = { action: 'kms:Verify', on: ['proving-key'] };

/** What the operations declare, written down once more: the table of who may do what must not move with the code. */
export const sampleNeeds: RoleNeeds = {
  reader: [
    ...reads(
      'ec2:DescribeImages',
      'ec2:DescribeInstances',
      'ec2:DescribeVolumes',
      'ec2:DescribeSnapshots',
      'ec2:DescribeImageAttribute',
    ),
    { action: 'kms:DescribeKey', on: ['customer-key', 'others-key'] },
    { action: 'kms:ListGrants', on: ['customer-key'] },
    verify,
    ...doctorNeeds.reader,
  ],
  writer: [
    ...reads('ec2:DescribeImages', 'ec2:DescribeInstances', 'ec2:DescribeSnapshots'),
    { action: 'ec2:CreateImage', on: ['instance', 'image', 'snapshot'] },
    { action: 'ec2:CreateTags', on: ['image', 'snapshot'], only: { createdBy: ['CreateImage'] } },
    { action: 'ec2:CreateTags', on: ['image'], only: approvalTags },
    { action: 'ec2:CreateTags', on: ['image'], only: { tagKeys: ['assay'], ownImages: true } },
    { action: 'ec2:DeleteTags', on: ['image'], only: approvalTags },
    { action: 'ec2:TerminateInstances', on: ['instance'], only: { ofRuns: true } },
    { action: 'kms:Sign', on: ['signing-key'] },
    { action: 'ec2:ModifyImageAttribute', on: ['image'], only: { ownImages: true } },
    { action: 'ec2:ModifySnapshotAttribute', on: ['snapshot'], only: { ownImages: true, notPublic: true } },
    { action: 'kms:CreateGrant', on: ['customer-key'], only: { grants: 'to-accounts' } },
    {
      action: 'kms:CreateGrant',
      on: ['customer-key', 'others-key'],
      only: { grants: 'for-volumes', throughEc2: true },
    },
    { action: 'kms:Decrypt', on: ['customer-key', 'others-key'], only: { throughEc2: true } },
    { action: 'kms:RevokeGrant', on: ['customer-key'] },
    { action: 'kms:PutKeyPolicy', on: ['policy-key'] },
  ],
};

const rule = { minimum: 2, users: [], groups: ['S0APPROVERS'], expiresAfterHours: 8, remindAfterHours: 1 };

export const sampleInput: PolicyInput = {
  needs: sampleNeeds,
  accounts: [account('build', build), account('prod', prod)],
  hubRoleArn: hub,
  hubRegion: 'eu-west-1',
  eventQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/999988887777/assay-events',
  organizationId: organization,
  settings: {
    accounts: [
      { ...account('build', build), environment: 'build' },
      { ...account('prod', prod), environment: 'production' },
    ],
    environments: [
      { name: 'build', isProduction: false, approvals: undefined, channel: undefined },
      { name: 'production', isProduction: true, approvals: rule, channel: undefined },
    ],
    tags: { prefix: 'assay:', approved: 'ami-approved' },
    signingKey,
    formerSigningKeys: [formerKey],
  },
};
