import { approved, type Case, image, keys, snapshot } from './case.ts';
import { build, prod, reader, writer } from './sample.ts';
import type { Question } from './simulate.ts';

export const glassPattern = 'arn:aws:iam::*:role/BreakGlass';
const glass = `arn:aws:iam::${prod}:role/BreakGlass`;
const admin = `arn:aws:iam::${prod}:role/Admin`;

const ask = (who: string, action: string, resource: string, context: Question['context'] = {}): Question => ({
  who,
  caller: 'all',
  action,
  resource,
  context,
});

const group = `arn:aws:autoscaling:eu-west-1:${prod}:autoScalingGroup:0a1b2c3d-4e5f-4000-8000-000000000001:autoScalingGroupName/web`;
const configuration = `arn:aws:autoscaling:eu-west-1:${prod}:launchConfiguration:0a1b2c3d-4e5f-4000-8000-000000000002:launchConfigurationName/web`;
const rule = `arn:aws:events:eu-west-1:${prod}:rule/assay-events`;

const roleChanges = [
  'AttachRolePolicy',
  'CreateRole',
  'DeleteRole',
  'DeleteRolePolicy',
  'DetachRolePolicy',
  'PutRolePermissionsBoundary',
  'PutRolePolicy',
  'UpdateAssumeRolePolicy',
  'UpdateRole',
];
const settings = [
  'DisableAllowedImagesSettings',
  'EnableAllowedImagesSettings',
  'ReplaceImageCriteriaInAllowedImagesSettings',
];
const ruleChanges = ['DeleteRule', 'DisableRule', 'PutRule', 'PutTargets', 'RemoveTargets'];

/** What break-glass roles may do and administrators may not. */
const pairs: readonly (readonly [what: string, action: string, resource: string, context?: Question['context']])[] = [
  [
    'launches an AMI of nobody we know',
    'ec2:RunInstances',
    image,
    { 'ec2:Owner': '777788889999', 'aws:ResourceTag/ec2:SharedTag/ami-approved-production': 'approved' },
  ],
  ['launches what is not approved', 'ec2:RunInstances', image, { 'ec2:Owner': prod }],
  ['swaps a root disk for a snapshot', 'ec2:CreateReplaceRootVolumeTask', snapshot],
  [
    'makes a group from $Latest',
    'autoscaling:CreateAutoScalingGroup',
    group,
    { 'autoscaling:LaunchTemplateVersionSpecified': 'false' },
  ],
  [
    'makes a group from a launch configuration',
    'autoscaling:CreateAutoScalingGroup',
    group,
    { 'autoscaling:LaunchConfigurationName': 'web' },
  ],
  ['makes a launch configuration', 'autoscaling:CreateLaunchConfiguration', configuration],
  ['copies an AMI', 'ec2:CopyImage', image],
  ['restores a stored AMI', 'ec2:CreateRestoreImageTask', image],
  ...settings.map((call) => [`calls ${call}`, `ec2:${call}`, '*'] as const),
  ...ruleChanges.map((call) => [`calls ${call} on the rule of events`, `events:${call}`, rule] as const),
  ...roleChanges.flatMap((call) => [
    [`calls ${call} on the reader`, `iam:${call}`, reader(prod)] as const,
    [`calls ${call} on the worker`, `iam:${call}`, writer(prod)] as const,
  ]),
];

/** The same as everywhere, and what `aws.administrators` adds. */
export const glassCases: readonly Case[] = [
  ...pairs.flatMap(([what, action, resource, context]): readonly Case[] => [
    [`a break-glass role ${what}`, 'yes', ask(glass, action, resource, context)],
    [`an administrator ${what}`, 'no', ask(admin, action, resource, context)],
    [`somebody whose role only begins like break-glass ${what}`, 'no', ask(`${glass}2`, action, resource, context)],
  ]),
  ['a break-glass role approves', 'no', ask(glass, 'ec2:CreateTags', image, keys(approved))],
  ['a break-glass role writes records', 'no', ask(glass, 'ec2:CreateTags', image, keys('assay:run'))],
  [
    'an administrator changes a role of others',
    'yes',
    ask(admin, 'iam:PutRolePolicy', `arn:aws:iam::${prod}:role/Web`),
  ],
  ['an administrator changes a rule of others', 'yes', ask(admin, 'events:PutRule', rule.replace('assay', 'other'))],
  [
    'an administrator of build changes the worker',
    'no',
    ask(`arn:aws:iam::${build}:role/Admin`, 'iam:PutRolePolicy', writer(build)),
  ],
  [
    'an administrator of build changes the reader',
    'no',
    ask(`arn:aws:iam::${build}:role/Admin`, 'iam:PutRolePolicy', reader(build)),
  ],
];
