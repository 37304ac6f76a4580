import { approved, type Case, image, instance, keys, own, read } from './case.ts';

/** What the reader role may do. */
export const readerCases: readonly Case[] = [
  ['the reader looks at images', 'yes', { who: read, action: 'ec2:DescribeImages', resource: '*' }],
  [
    'the reader looks at launch permissions',
    'yes',
    { who: read, action: 'ec2:DescribeImageAttribute', resource: image, context: own },
  ],
  [
    'the reader looks into a Region that is not configured',
    'no',
    { who: read, action: 'ec2:DescribeImages', resource: '*', context: { 'aws:RequestedRegion': 'ap-south-1' } },
  ],
  ['the reader looks at something nothing declares', 'no', { who: read, action: 'ec2:DescribeVpcs', resource: '*' }],
  ['the reader creates an image', 'no', { who: read, action: 'ec2:CreateImage', resource: instance }],
  [
    'the reader approves',
    'no',
    { who: read, action: 'ec2:CreateTags', resource: image, context: { ...own, ...keys(approved) } },
  ],
  [
    'the reader removes an approval',
    'no',
    { who: read, action: 'ec2:DeleteTags', resource: image, context: keys(approved) },
  ],
  ['the reader deregisters', 'no', { who: read, action: 'ec2:DeregisterImage', resource: image, context: own }],
];
