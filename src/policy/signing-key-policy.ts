import { signingAccountOf } from '../core/aws.ts';
import { documentOf, type PolicyFile, policyFile, type Statement } from './policy-file.ts';
import type { PolicyInput } from './policy-input.ts';
import { partitionOf } from './statements-of.ts';

type Signer = PolicyInput['accounts'][number];

const terms = { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } };

/** What stands in the policy of every key that proves approvals. */
const proves = (key: string, { readRoleArn, writeRoleArn }: Signer): readonly Statement[] => [
  {
    Sid: 'TheAccountKeepsTheKey',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partitionOf(key)}:iam::${ownerOf(key)}:root` },
    Action: 'kms:*',
    Resource: '*',
  },
  {
    Sid: 'AssayVerifies',
    Effect: 'Allow',
    Principal: { AWS: [readRoleArn, writeRoleArn] },
    Action: 'kms:Verify',
    Resource: '*',
    Condition: terms,
  },
  {
    Sid: 'AssayLooksAtTheKey',
    Effect: 'Allow',
    Principal: { AWS: [readRoleArn, writeRoleArn] },
    Action: ['kms:DescribeKey', 'kms:GetPublicKey'],
    Resource: '*',
  },
];

/** One role signs. Not even an administrator of the account can sign an approval with it. */
const signs = ({ writeRoleArn }: Signer): readonly Statement[] => [
  {
    Sid: 'AssaySigns',
    Effect: 'Allow',
    Principal: { AWS: writeRoleArn },
    Action: 'kms:Sign',
    Resource: '*',
    Condition: terms,
  },
  {
    // A Deny also binds those who were given a grant.
    Sid: 'NobodyElseSigns',
    Effect: 'Deny',
    Principal: '*',
    Action: 'kms:Sign',
    Resource: '*',
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': writeRoleArn } },
  },
];

/** What it signed stays proven, and nothing is added to it. */
const signsNoMore: Statement = {
  Sid: 'NobodySigns',
  Effect: 'Deny',
  Principal: '*',
  Action: 'kms:Sign',
  Resource: '*',
};

const ownerOf = (key: string): string => key.split(':')[4] ?? '';

const place = (key: string) => ({
  kind: 'key' as const,
  account: ownerOf(key),
  attachTo: `the key ${key}, as its key policy`,
  targets: [key],
});

/** The own policies of the key that signs approvals, and of those that signed before it. */
export function signingKeyPolicies({ settings, accounts }: PolicyInput): readonly PolicyFile[] {
  const { signingKey: key, formerSigningKeys } = settings;
  const signer = key && signingAccountOf(key, accounts);
  if (!key || !signer) return [];
  return [
    policyFile({
      ...place(key),
      name: 'hub/signing-key',
      purpose: 'Lets only the writer role sign approvals; reader and writer verify them.',
      document: documentOf(...proves(key, signer), ...signs(signer)),
    }),
    ...formerSigningKeys.flatMap((former) => {
      const verifier = signingAccountOf(former, accounts);
      if (!verifier) return [];
      return policyFile({
        ...place(former),
        name: `hub/former-signing-key-${former.split('/')[1]}`,
        purpose: 'Lets nobody sign any more; reader and writer verify what this key signed before.',
        document: documentOf(...proves(former, verifier), signsNoMore),
      });
    }),
  ];
}
