import { admin, type Case, read, write } from './case.ts';
import { prod, signingKey, writer } from './sample.ts';

/** Who may do what with the signing key. */
export const keyCases: readonly Case[] = (() => {
  const digest = { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' };
  const raw = { ...digest, 'kms:MessageType': 'RAW' };
  const otherWay = { ...digest, 'kms:SigningAlgorithm': 'ECDSA_SHA_512' };
  const owner = '999988887777';
  const sign = { who: write, action: 'kms:Sign', resource: signingKey, owner, context: digest } as const;
  const verify = { ...sign, who: read, action: 'kms:Verify' } as const;
  const look = { ...sign, who: read, action: 'kms:DescribeKey', context: {} } as const;
  const otherKey = signingKey.replace('a001', 'ffff');
  const keyAdmin = { who: `arn:aws:iam::${owner}:role/Admin`, caller: 'all' } as const;
  return [
    ['the writer signs', 'yes', sign],
    ['the writer may verify, by the key', 'yes', { ...verify, who: write, caller: 'all' }],
    ['the reader verifies', 'yes', verify],
    ['the reader looks at the key', 'yes', look],
    ['the reader signs', 'no', { ...sign, who: read, caller: 'all' }],
    ['the reader signs with an open key', 'no', { ...sign, who: read, resourceSide: 'all' }],
    [
      'the writer signs something else than a digest, by its own policy',
      'no',
      { ...sign, context: raw, resourceSide: 'all' },
    ],
    ['the writer signs in another way, by its own policy', 'no', { ...sign, context: otherWay, resourceSide: 'all' }],
    [
      'the reader verifies something else than a digest, by its own policy',
      'no',
      { ...verify, context: raw, resourceSide: 'all' },
    ],
    [
      'the reader verifies in another way, by its own policy',
      'no',
      { ...verify, context: otherWay, resourceSide: 'all' },
    ],
    ['the writer signs something else than a digest, by the key', 'no', { ...sign, context: raw, caller: 'all' }],
    ['the writer signs in another way, by the key', 'no', { ...sign, context: otherWay, caller: 'all' }],
    ['the reader verifies something else than a digest, by the key', 'no', { ...verify, context: raw, caller: 'all' }],
    ['the reader verifies in another way, by the key', 'no', { ...verify, context: otherWay, caller: 'all' }],
    ...(['kms:SigningAlgorithm', 'kms:MessageType'] as const).flatMap((key): readonly Case[] => {
      const { [key]: _, ...context } = digest;
      return [
        [`the writer signs without ${key}, by its own policy`, 'no', { ...sign, context, resourceSide: 'all' }],
        [`the writer signs without ${key}, by the key`, 'no', { ...sign, context, caller: 'all' }],
        [`the reader verifies without ${key}, by its own policy`, 'no', { ...verify, context, resourceSide: 'all' }],
        [`the reader verifies without ${key}, by the key`, 'no', { ...verify, context, caller: 'all' }],
      ];
    }),
    ["a namesake of the writer in the key's account signs", 'no', { ...sign, who: writer(owner), caller: 'all' }],
    ['the writer signs with another key', 'no', { ...sign, resource: otherKey, resourceSide: 'all' }],
    ['the reader verifies with another key', 'no', { ...verify, resource: otherKey, resourceSide: 'all' }],
    ['the writer of another account signs', 'no', { ...sign, who: writer(prod), resourceSide: 'all' }],
    ['an administrator of the key signs', 'no', { ...sign, ...keyAdmin }],
    ['an administrator of the key disables it', 'yes', { ...look, ...keyAdmin, action: 'kms:DisableKey' }],
    ['an administrator of another account signs', 'no', { ...sign, ...admin }],
    ['an administrator of another account verifies', 'no', { ...verify, ...admin }],
    ['an administrator of another account looks at the key', 'no', { ...look, ...admin }],
  ];
})();
