import { approved, type Case, foreign, image, instance, keys, own, shared, snapshot, write } from './case.ts';
import { build, prod } from './sample.ts';

const ofRun = { 'aws:ResourceTag/assay:run': 'r-abcdefghjk' };

/** What the writer role may do. */
export const writerCases: readonly Case[] = [
  ['the writer looks at images', 'yes', { who: write, action: 'ec2:DescribeImages', resource: '*' }],
  [
    'the writer looks into a Region that is not configured',
    'no',
    { who: write, action: 'ec2:DescribeImages', resource: '*', context: { 'aws:RequestedRegion': 'ap-south-1' } },
  ],
  [
    'the writer creates an image of an own instance',
    'yes',
    { who: write, action: 'ec2:CreateImage', resource: instance },
  ],
  ['the image of it', 'yes', { who: write, action: 'ec2:CreateImage', resource: image, context: own }],
  ['the snapshots of it', 'yes', { who: write, action: 'ec2:CreateImage', resource: snapshot }],
  [
    'the writer creates an image in a Region that is not configured',
    'no',
    {
      who: write,
      action: 'ec2:CreateImage',
      resource: instance.replace('eu-west-1', 'ap-south-1'),
      context: { 'aws:RequestedRegion': 'ap-south-1' },
    },
  ],
  [
    'the writer creates an image of an instance of another account',
    'no',
    { who: write, action: 'ec2:CreateImage', resource: instance.replace(build, prod) },
  ],
  [
    'the writer tags an image at creation',
    'yes',
    {
      who: write,
      action: 'ec2:CreateTags',
      resource: image,
      context: { ...own, ...keys('Name', 'assay:run'), 'ec2:CreateAction': 'CreateImage' },
    },
  ],
  [
    'the writer tags snapshots at creation',
    'yes',
    {
      who: write,
      action: 'ec2:CreateTags',
      resource: snapshot,
      context: { ...keys('Name', 'assay:run'), 'ec2:CreateAction': 'CreateImage' },
    },
  ],
  [
    'the writer tags an image at creation in a Region that is not configured',
    'no',
    {
      who: write,
      action: 'ec2:CreateTags',
      resource: image,
      context: { ...keys('Name'), 'ec2:CreateAction': 'CreateImage', 'aws:RequestedRegion': 'ap-south-1' },
    },
  ],
  [
    'the writer tags what another action creates',
    'no',
    {
      who: write,
      action: 'ec2:CreateTags',
      resource: snapshot,
      context: { ...keys('Name'), 'ec2:CreateAction': 'CreateSnapshot' },
    },
  ],
  [
    'the writer tags a new instance',
    'no',
    {
      who: write,
      action: 'ec2:CreateTags',
      resource: instance,
      context: { ...keys('Name'), 'ec2:CreateAction': 'CreateImage' },
    },
  ],
  [
    'an image is born approved',
    'no',
    {
      who: write,
      action: 'ec2:CreateTags',
      resource: image,
      context: { ...own, ...keys('Name', approved), 'ec2:CreateAction': 'CreateImage' },
    },
  ],
  [
    'an image is born approved for all accounts',
    'no',
    {
      who: write,
      action: 'ec2:CreateTags',
      resource: image,
      context: { ...own, ...keys(shared), 'ec2:CreateAction': 'CreateImage' },
    },
  ],
  [
    'an image is born approved in capitals',
    'no',
    {
      who: write,
      action: 'ec2:CreateTags',
      resource: image,
      context: { ...own, ...keys('AMI-Approved-Production'), 'ec2:CreateAction': 'CreateImage' },
    },
  ],
  [
    'the writer approves an own image',
    'yes',
    {
      who: write,
      action: 'ec2:CreateTags',
      resource: image,
      context: { ...own, ...keys(approved, shared, 'assay:attestation-production') },
    },
  ],
  [
    'the writer approves a foreign image',
    'no',
    { who: write, action: 'ec2:CreateTags', resource: image, context: { ...foreign, ...keys(approved) } },
  ],
  [
    'the writer approves in a Region that is not configured',
    'no',
    {
      who: write,
      action: 'ec2:CreateTags',
      resource: image,
      context: { ...own, ...keys(approved), 'aws:RequestedRegion': 'ap-south-1' },
    },
  ],
  [
    'the writer approves for an environment without approvals',
    'no',
    { who: write, action: 'ec2:CreateTags', resource: image, context: { ...own, ...keys('ami-approved-build') } },
  ],
  [
    'the writer approves in capitals',
    'no',
    { who: write, action: 'ec2:CreateTags', resource: image, context: { ...own, ...keys('AMI-Approved-Production') } },
  ],
  [
    'the writer adds a tag of people to an approval',
    'no',
    { who: write, action: 'ec2:CreateTags', resource: image, context: { ...own, ...keys(approved, 'team') } },
  ],
  ['the writer writes no keys at all', 'no', { who: write, action: 'ec2:CreateTags', resource: image, context: own }],
  [
    'the writer writes records on a snapshot later',
    'no',
    { who: write, action: 'ec2:CreateTags', resource: snapshot, context: { ...own, ...keys('assay:run') } },
  ],
  [
    'the writer removes an approval',
    'yes',
    {
      who: write,
      action: 'ec2:DeleteTags',
      resource: image,
      context: keys(approved, shared, 'assay:attestation-production'),
    },
  ],
  [
    'the writer removes a tag of people',
    'no',
    { who: write, action: 'ec2:DeleteTags', resource: image, context: keys('team') },
  ],
  [
    'the writer removes a tag of people with an approval',
    'no',
    { who: write, action: 'ec2:DeleteTags', resource: image, context: keys(approved, 'team') },
  ],
  [
    'the writer approves an image whose owner AWS does not tell',
    'no',
    { who: write, action: 'ec2:CreateTags', resource: image, context: keys(approved) },
  ],
  ['the writer wipes all tags', 'no', { who: write, action: 'ec2:DeleteTags', resource: image }],
  [
    'the writer removes records from an instance',
    'no',
    { who: write, action: 'ec2:DeleteTags', resource: instance, context: keys('assay:run') },
  ],
  [
    'the writer removes an approval in a Region that is not configured',
    'no',
    {
      who: write,
      action: 'ec2:DeleteTags',
      resource: image,
      context: { ...keys(approved), 'aws:RequestedRegion': 'ap-south-1' },
    },
  ],
  ['the writer deregisters', 'no', { who: write, action: 'ec2:DeregisterImage', resource: image, context: own }],
  ['the writer disables an image', 'no', { who: write, action: 'ec2:DisableImage', resource: image, context: own }],
  [
    'the writer terminates an instance that a run made',
    'yes',
    { who: write, action: 'ec2:TerminateInstances', resource: instance, context: ofRun },
  ],
  [
    'the writer terminates another instance',
    'no',
    { who: write, action: 'ec2:TerminateInstances', resource: instance, context: { 'aws:ResourceTag/team': 'shop' } },
  ],
  [
    'the writer terminates one in a Region that is not configured',
    'no',
    {
      who: write,
      action: 'ec2:TerminateInstances',
      resource: instance,
      context: { ...ofRun, 'aws:RequestedRegion': 'ap-south-1' },
    },
  ],
  [
    'the writer terminates one of another account',
    'no',
    { who: write, action: 'ec2:TerminateInstances', resource: instance.replace(build, prod), context: ofRun },
  ],
  ['the writer reboots an instance by itself', 'no', { who: write, action: 'ec2:RebootInstances', resource: instance }],
];
