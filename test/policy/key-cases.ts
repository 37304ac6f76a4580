import { admin, type Case, read, write } from './case.ts';
import { formerKey, prod, signingKey, writer } from './sample.ts';

const digest = { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' };
const raw = { ...digest, 'kms:MessageType': 'RAW' };
const otherWay = { ...digest, 'kms:SigningAlgorithm': 'ECDSA_SHA_512' };
const owner = '999988887777';
const keyAdmin = { who: `arn:aws:iam::${owner}:role/Admin`, caller: 'all' } as const;

const questionsOn = (resource: string) => {
  const sign = { who: write, action: 'kms:Sign', resource, owner, context: digest } as const;
  const verify = { ...sign, who: read, action: 'kms:Verify' } as const;
  const look = { ...sign, who: read, action: 'kms:DescribeKey', context: {} } as const;
  return { sign, verify, look };
};

/** The key that signs now and the one before it prove alike. */
function provingCases(which: string, resource: string): readonly Case[] {
  const { sign, verify, look } = questionsOn(resource);
  return [
    [`the writer may verify with ${which}, by the key`, 'yes', { ...verify, who: write, caller: 'all' }],
    [`the reader verifies with ${which}`, 'yes', verify],
    [`the reader looks at ${which}`, 'yes', look],
    [`the reader signs with ${which}`, 'no', { ...sign, who: read, caller: 'all' }],
    [`the reader signs with ${which}, were it open`, 'no', { ...sign, who: read, resourceSide: 'all' }],
    [
      `the reader verifies something else than a digest with ${which}, by its own policy`,
      'no',
      { ...verify, context: raw, resourceSide: 'all' },
    ],
    [
      `the reader verifies in another way with ${which}, by its own policy`,
      'no',
      { ...verify, context: otherWay, resourceSide: 'all' },
    ],
    [
      `the reader verifies something else than a digest with ${which}, by the key`,
      'no',
      { ...verify, context: raw, caller: 'all' },
    ],
    [
      `the reader verifies in another way with ${which}, by the key`,
      'no',
      { ...verify, context: otherWay, caller: 'all' },
    ],
    ...(['kms:SigningAlgorithm', 'kms:MessageType'] as const).flatMap((key): readonly Case[] => {
      const { [key]: _, ...context } = digest;
      return [
        [
          `the reader verifies without ${key} with ${which}, by its own policy`,
          'no',
          { ...verify, context, resourceSide: 'all' },
        ],
        [`the reader verifies without ${key} with ${which}, by the key`, 'no', { ...verify, context, caller: 'all' }],
      ];
    }),
    [`an administrator of ${which} signs`, 'no', { ...sign, ...keyAdmin }],
    [`an administrator of ${which} disables it`, 'yes', { ...look, ...keyAdmin, action: 'kms:DisableKey' }],
    [`an administrator of another account signs with ${which}`, 'no', { ...sign, ...admin }],
    [`an administrator of another account verifies with ${which}`, 'no', { ...verify, ...admin }],
    [`an administrator of another account looks at ${which}`, 'no', { ...look, ...admin }],
  ];
}

function signingCases(): readonly Case[] {
  const { sign } = questionsOn(signingKey);
  return [
    ['the writer signs', 'yes', sign],
    [
      'the writer signs something else than a digest, by its own policy',
      'no',
      { ...sign, context: raw, resourceSide: 'all' },
    ],
    ['the writer signs in another way, by its own policy', 'no', { ...sign, context: otherWay, resourceSide: 'all' }],
    ['the writer signs something else than a digest, by the key', 'no', { ...sign, context: raw, caller: 'all' }],
    ['the writer signs in another way, by the key', 'no', { ...sign, context: otherWay, caller: 'all' }],
    ...(['kms:SigningAlgorithm', 'kms:MessageType'] as const).flatMap((key): readonly Case[] => {
      const { [key]: _, ...context } = digest;
      return [
        [`the writer signs without ${key}, by its own policy`, 'no', { ...sign, context, resourceSide: 'all' }],
        [`the writer signs without ${key}, by the key`, 'no', { ...sign, context, caller: 'all' }],
      ];
    }),
    ["a namesake of the writer in the key's account signs", 'no', { ...sign, who: writer(owner), caller: 'all' }],
    ['the writer of another account signs', 'no', { ...sign, who: writer(prod), resourceSide: 'all' }],
  ];
}

/** It proves what it signed, and signs nothing more. */
function formerCases(): readonly Case[] {
  const { sign } = questionsOn(formerKey);
  return [
    ['the writer signs with the former key', 'no', sign],
    ['the writer signs with the former key, were it open', 'no', { ...sign, resourceSide: 'all' }],
    ['the writer signs with the former key, by the key', 'no', { ...sign, caller: 'all' }],
  ];
}

function strangeKeyCases(): readonly Case[] {
  const { sign, verify } = questionsOn(signingKey.replace('a001', 'ffff'));
  return [
    ['the writer signs with another key', 'no', { ...sign, resourceSide: 'all' }],
    ['the reader verifies with another key', 'no', { ...verify, resourceSide: 'all' }],
  ];
}

/** Who may do what with the keys of approvals. */
export const keyCases: readonly Case[] = [
  ...signingCases(),
  ...provingCases('the signing key', signingKey),
  ...provingCases('the former key', formerKey),
  ...formerCases(),
  ...strangeKeyCases(),
];
