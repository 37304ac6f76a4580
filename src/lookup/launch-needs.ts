import { ebsOperations } from '../core/aws-encryption.ts';
import type { IamNeed } from '../core/iam.ts';

/** What EC2 does with the keys of encrypted snapshots in the name of whoever launches from them. */
const keyNeeds: readonly IamNeed[] = ebsOperations.map((operation) => ({
  action: `kms:${operation}`,
  on: ['customer-key', 'others-key'],
  only: { throughEc2: true, ...(operation === 'CreateGrant' ? { grants: 'for-volumes' } : {}) },
}));

/** What launching an instance needs of IAM, with a role handed to it and tags on all that is made. */
export const launchNeeds: readonly IamNeed[] = [
  {
    action: 'ec2:RunInstances',
    on: ['image', 'snapshot', 'instance', 'volume', 'network-interface', 'subnet', 'security-group', 'key-pair'],
  },
  { action: 'iam:PassRole', on: ['instance-role'] },
  { action: 'ec2:CreateTags', on: ['instance', 'volume', 'network-interface'], only: { createdBy: ['RunInstances'] } },
  ...keyNeeds,
];
