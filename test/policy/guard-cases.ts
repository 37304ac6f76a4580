import { admin, approved, type Case, image, keys, own, shared, snapshot } from './case.ts';
import { build, prod } from './sample.ts';

/** Who may write approval tags. */
export const guardCases: readonly Case[] = [
  [
    'an administrator approves by hand',
    'no',
    { ...admin, action: 'ec2:CreateTags', resource: image, context: { ...own, ...keys(approved) } },
  ],
  [
    'an administrator approves by hand in capitals',
    'no',
    { ...admin, action: 'ec2:CreateTags', resource: image, context: { ...own, ...keys('AMI-APPROVED-production') } },
  ],
  [
    'an administrator approves by hand for all accounts',
    'no',
    { ...admin, action: 'ec2:CreateTags', resource: image, context: { ...own, ...keys(shared) } },
  ],
  [
    'an administrator removes an approval by hand',
    'no',
    { ...admin, action: 'ec2:DeleteTags', resource: image, context: keys(approved) },
  ],
  [
    'an administrator forges a record',
    'no',
    { ...admin, action: 'ec2:CreateTags', resource: snapshot, context: { ...own, ...keys('assay:run') } },
  ],
  ['an administrator wipes all tags of an image', 'no', { ...admin, action: 'ec2:DeleteTags', resource: image }],
  [
    'an administrator tags an image otherwise',
    'yes',
    { ...admin, action: 'ec2:CreateTags', resource: image, context: { ...own, ...keys('team') } },
  ],
  [
    'a role of the same name in another account approves',
    'no',
    {
      who: `arn:aws:iam::${build}:role/other/AssayWorker`,
      caller: 'all',
      action: 'ec2:CreateTags',
      resource: image,
      context: { ...own, ...keys(approved) },
    },
  ],
  [
    'an administrator of prod approves there',
    'no',
    {
      who: `arn:aws:iam::${prod}:role/Admin`,
      caller: 'all',
      action: 'ec2:CreateTags',
      resource: image,
      context: { ...own, ...keys(approved) },
    },
  ],
];
