import { signingAccountOf } from '../core/aws.ts';
import { documentOf, type PolicyFile, policyFile } from './policy-file.ts';
import type { PolicyInput } from './policy-input.ts';
import { partitionOf } from './statements-of.ts';

/** The signing key's own policy: one role signs. Not even an administrator of the account can sign an approval with it. */
export function signingKeyPolicies(input: PolicyInput): readonly PolicyFile[] {
  const key = input.settings.signingKey;
  const signer = key && signingAccountOf(key, input.accounts);
  if (!key || !signer) return [];
  const owner = key.split(':')[4] ?? '';
  const terms = { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } };
  const document = documentOf(
    {
      Sid: 'TheAccountKeepsTheKey',
      Effect: 'Allow',
      Principal: { AWS: `arn:${partitionOf(key)}:iam::${owner}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Sid: 'AssaySigns',
      Effect: 'Allow',
      Principal: { AWS: signer.writeRoleArn },
      Action: 'kms:Sign',
      Resource: '*',
      Condition: terms,
    },
    {
      Sid: 'AssayVerifies',
      Effect: 'Allow',
      Principal: { AWS: [signer.readRoleArn, signer.writeRoleArn] },
      Action: 'kms:Verify',
      Resource: '*',
      Condition: terms,
    },
    {
      Sid: 'AssayLooksAtTheKey',
      Effect: 'Allow',
      Principal: { AWS: [signer.readRoleArn, signer.writeRoleArn] },
      Action: ['kms:DescribeKey', 'kms:GetPublicKey'],
      Resource: '*',
    },
    {
      // A Deny also binds those who were given a grant.
      Sid: 'NobodyElseSigns',
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:Sign',
      Resource: '*',
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': signer.writeRoleArn } },
    },
  );
  return [
    policyFile({
      name: 'hub/signing-key',
      kind: 'key',
      purpose: 'Lets only the writer role sign approvals; reader and writer verify them.',
      account: owner,
      attachTo: `the key ${key}, as its key policy`,
      targets: [key],
      document,
    }),
  ];
}
