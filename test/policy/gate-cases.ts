import { approved, type Case, foreign, image, keys, own, shared, snapshot } from './case.ts';
import { build, prod, reader, writer } from './sample.ts';
import type { Question } from './simulate.ts';

/** Everybody who could try, in the production account and around it. Their own policies allow them everything. */
const people = {
  'a developer': `arn:aws:iam::${prod}:role/Developer`,
  'an administrator of the account': `arn:aws:iam::${prod}:role/Admin`,
  'the role of a Spot fleet': `arn:aws:iam::${prod}:role/aws-ec2-spot-fleet-tagging-role`,
  "the bot's reader": reader(prod),
  "the bot's worker": writer(prod),
  'a role that is called almost like the worker': `arn:aws:iam::${prod}:role/AssayWorker2`,
  "a role with the worker's name in another path": `arn:aws:iam::${prod}:role/team/AssayWorker`,
} as const;
const [developer, administrator] = [people['a developer'], people['an administrator of the account']];
const management = 'arn:aws:iam::123456789012:role/Admin';
const autoScaling = `arn:aws:iam::${prod}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
const fleet = `arn:aws:iam::${prod}:role/aws-service-role/ec2fleet.amazonaws.com/AWSServiceRoleForEC2Fleet`;

const sharedTag = { [`aws:ResourceTag/${shared}`]: 'approved' };
const ownTag = { [`aws:ResourceTag/${approved}`]: 'approved' };
const isApproved = { ...own, ...sharedTag, ...ownTag };
const isOurs = { 'ec2:Owner': prod };
const throughTemplate = {
  'ec2:LaunchTemplate': `arn:aws:ec2:eu-west-1:${prod}:launch-template/lt-0a1b2c3d4e5f60001`,
  'ec2:IsLaunchTemplateResource': 'true',
};
const ask = (who: string, action: string, context: Question['context'] = {}, resource = image): Question => ({
  who,
  caller: 'all',
  action,
  resource,
  context,
});

/** Calls that start something from an AMI. */
const launches = {
  'ec2:RunInstances': 'launches',
  'ec2:CreateFleet': 'makes a fleet of',
  'ec2:ModifyFleet': 'turns a fleet to',
  'ec2:RequestSpotFleet': 'asks for a Spot fleet of',
  'ec2:RequestSpotInstances': 'asks for Spot instances of',
  'ec2:CreateReplaceRootVolumeTask': 'swaps a root disk for',
} as const;

/** Each way to launch, with an approved AMI, one that is not, and one of a stranger that says it is. */
const everyWay = Object.entries(launches).flatMap(([action, words]): readonly Case[] => [
  [`a developer ${words} an approved AMI`, 'yes', ask(developer, action, isApproved)],
  [`a developer ${words} an AMI of ours that is not approved`, 'no', ask(developer, action, own)],
  [
    `a developer ${words} an AMI of a stranger that says approved`,
    'no',
    ask(developer, action, { ...foreign, ...sharedTag }),
  ],
]);

/** Whoever it is: the gate asks for the AMI, not for the person. */
const everybody = Object.entries(people).flatMap(([who, arn]): readonly Case[] => [
  [`${who} starts what is not approved`, 'no', ask(arn, 'ec2:RunInstances', isOurs)],
  [`${who} starts what is approved`, 'yes', ask(arn, 'ec2:RunInstances', isApproved)],
]);

/** Tags and records of Assay: nobody but the workers of the accounts. */
const tagging = Object.entries(people).flatMap(([who, arn]): readonly Case[] => {
  const expected = arn === writer(prod) ? 'yes' : 'no';
  return [
    [`${who} approves an AMI`, expected, ask(arn, 'ec2:CreateTags', { ...isOurs, ...keys(approved) })],
    [`${who} takes an approval away`, expected, ask(arn, 'ec2:DeleteTags', keys(shared))],
    [
      `${who} writes an attestation`,
      expected,
      ask(arn, 'ec2:CreateTags', { ...isOurs, ...keys('assay:attestation-production') }),
    ],
  ];
});

const born = (call: string, ...names: readonly string[]) => ({
  ...isOurs,
  ...keys('Name', ...names),
  'ec2:CreateAction': call,
});
const makers = ['CreateImage', 'CopyImage', 'RegisterImage', 'ImportImage', 'CreateRestoreImageTask'] as const;
const births = makers.flatMap((call): readonly Case[] => [
  [
    `a developer has ${call} make an AMI that is born approved`,
    'no',
    ask(developer, 'ec2:CreateTags', born(call, shared)),
  ],
  [`a developer has ${call} make an AMI with a name`, 'yes', ask(developer, 'ec2:CreateTags', born(call))],
]);

const group = `arn:aws:autoscaling:eu-west-1:${prod}:autoScalingGroup:0a1b2c3d-4e5f-4000-8000-000000000001:autoScalingGroupName/web`;
const configuration = `arn:aws:autoscaling:eu-west-1:${prod}:launchConfiguration:0a1b2c3d-4e5f-4000-8000-000000000002:launchConfigurationName/web`;
const pinned = { 'autoscaling:LaunchTemplateVersionSpecified': 'true' };
const latest = { 'autoscaling:LaunchTemplateVersionSpecified': 'false' };
const fromConfiguration = { 'autoscaling:LaunchConfigurationName': 'web' };
const scaling = ['CreateAutoScalingGroup', 'UpdateAutoScalingGroup'].flatMap((call): readonly Case[] => [
  [
    `a developer calls ${call} with a fixed version of a template`,
    'yes',
    ask(developer, `autoscaling:${call}`, pinned, group),
  ],
  [`a developer calls ${call} with $Latest`, 'no', ask(developer, `autoscaling:${call}`, latest, group)],
  [
    `a developer calls ${call} with a launch configuration`,
    'no',
    ask(developer, `autoscaling:${call}`, fromConfiguration, group),
  ],
]);

const copies: readonly Case[] = [
  ["the bot's worker copies into production", 'yes', ask(writer(prod), 'ec2:CopyImage', isOurs)],
  [
    "the bot's worker restores a stored AMI, as far as the organisation is asked",
    'yes',
    ask(writer(prod), 'ec2:CreateRestoreImageTask', isOurs),
  ],
  ['an administrator of the account copies an AMI, tags included', 'no', ask(administrator, 'ec2:CopyImage', isOurs)],
  [
    'an administrator of the account restores a stored AMI with its tags',
    'no',
    ask(administrator, 'ec2:CreateRestoreImageTask', isOurs),
  ],
  [
    'a role that is called almost like the worker copies',
    'no',
    ask(people['a role that is called almost like the worker'], 'ec2:CopyImage', isOurs),
  ],
  [
    "a role with the worker's name in another path restores",
    'no',
    ask(people["a role with the worker's name in another path"], 'ec2:CreateRestoreImageTask', isOurs),
  ],
  ['a developer makes an AMI of an own instance', 'yes', ask(developer, 'ec2:CreateImage', isOurs)],
  ['a developer registers an AMI of an own snapshot', 'yes', ask(developer, 'ec2:RegisterImage', isOurs)],
  [
    'a developer copies where nothing is gated',
    'yes',
    ask(`arn:aws:iam::${build}:role/Developer`, 'ec2:CopyImage', own),
  ],
  ['a developer copies the snapshots of an AMI', 'yes', ask(developer, 'ec2:CopyImage', {}, snapshot)],
];

const records: readonly Case[] = [
  [
    'a developer writes a shared tag that looks like a record',
    'no',
    ask(developer, 'ec2:CreateTags', { ...isOurs, ...keys('ec2:SharedTag/assay:attestation-production') }),
  ],
  ['a developer removes a signature', 'no', ask(developer, 'ec2:DeleteTags', keys('assay:signature-production'))],
  [
    'a developer removes the mark of a revocation',
    'no',
    ask(developer, 'ec2:DeleteTags', keys('assay:revoked-production')),
  ],
  [
    'a developer removes the record of a run from a snapshot',
    'no',
    ask(developer, 'ec2:DeleteTags', keys('assay:run'), snapshot),
  ],
  [
    'a developer approves in other letters',
    'no',
    ask(developer, 'ec2:CreateTags', { ...isOurs, ...keys('EC2:sharedtag/AMI-Approved-Production') }),
  ],
  [
    'a developer removes an approval in other letters',
    'no',
    ask(developer, 'ec2:DeleteTags', keys('AMI-approved-production')),
  ],
  [
    'a developer shares a tag of another kind',
    'yes',
    ask(developer, 'ec2:CreateTags', { ...isOurs, ...keys('ec2:SharedTag/team') }),
  ],
  ['a developer removes a tag of people', 'yes', ask(developer, 'ec2:DeleteTags', keys('team'))],
  ['a developer wipes the tags of a snapshot', 'yes', ask(developer, 'ec2:DeleteTags', {}, snapshot)],
  [
    'a developer hides an approval among other tags',
    'no',
    ask(developer, 'ec2:CreateTags', { ...isOurs, ...keys('team', 'Name', approved) }),
  ],
];

/** The exceptions are single roles of single accounts: neither their namesakes nor whoever's name only begins so. */
const namesakes = [build, prod].flatMap((account): readonly Case[] => {
  const almost = `arn:aws:iam::${account}:role/AssayWorker2`;
  const where = account === build ? 'build' : 'prod';
  return [
    [
      `almost the worker of ${where} approves`,
      'no',
      ask(almost, 'ec2:CreateTags', { 'ec2:Owner': account, ...keys(approved) }),
    ],
    [
      `almost the worker of ${where} writes a record`,
      'no',
      ask(almost, 'ec2:CreateTags', { 'ec2:Owner': account, ...keys('assay:run') }),
    ],
    [`almost the worker of ${where} wipes all tags`, 'no', ask(almost, 'ec2:DeleteTags')],
    [
      `the worker of ${where} wipes all tags, as far as the organisation is asked`,
      'yes',
      ask(writer(account), 'ec2:DeleteTags'),
    ],
  ];
});
const namesake = writer('222233334444');
const only = { under: 'organization/only-assay-approves-1' };
const elsewhere: readonly Case[] = [
  [
    'a namesake of the worker approves in an account that is not configured',
    'no',
    { ...ask(namesake, 'ec2:CreateTags', keys(approved)), ...only },
  ],
  [
    'a namesake of the worker writes records there',
    'no',
    { ...ask(namesake, 'ec2:CreateTags', keys('assay:run')), ...only },
  ],
  ['a namesake of the worker wipes all tags there', 'no', { ...ask(namesake, 'ec2:DeleteTags'), ...only }],
  [
    'a namesake of the worker copies there',
    'no',
    { ...ask(namesake, 'ec2:CopyImage'), under: 'organization/no-way-round-production' },
  ],
];

/** What the documents cannot stop, told by cases so that nobody believes otherwise. */
const unbound: readonly Case[] = [
  ['the management account launches anything', 'yes', ask(management, 'ec2:RunInstances', foreign)],
  ['the management account approves by hand', 'yes', ask(management, 'ec2:CreateTags', keys(approved))],
  [
    'Auto Scaling launches, as its service-linked role, what is not approved',
    'yes',
    ask(autoScaling, 'ec2:RunInstances', { ...isOurs, ...throughTemplate }),
  ],
  [
    'a fleet launches, as its service-linked role, what is not approved',
    'yes',
    ask(fleet, 'ec2:RunInstances', { ...isOurs, ...throughTemplate }),
  ],
];

/** Who may launch and tag what, as far as the organisation's policies decide. */
export const gateCases: readonly Case[] = [
  ...everyWay,
  ...everybody,
  [
    'a developer launches through a template what is not approved',
    'no',
    ask(developer, 'ec2:RunInstances', { ...isOurs, ...throughTemplate }),
  ],
  [
    'a developer launches through a template what is approved',
    'yes',
    ask(developer, 'ec2:RunInstances', { ...isApproved, ...throughTemplate }),
  ],
  [
    'a developer launches an AMI of Amazon',
    'no',
    ask(developer, 'ec2:RunInstances', { 'ec2:Owner': 'amazon', 'ec2:Public': 'true', ...sharedTag }),
  ],
  [
    'a developer launches an AMI with only the ordinary tag',
    'no',
    ask(developer, 'ec2:RunInstances', { ...isOurs, ...ownTag }),
  ],
  ['a developer launches an AMI whose owner AWS does not tell', 'no', ask(developer, 'ec2:RunInstances', sharedTag)],
  [
    'a developer launches an AMI that says APPROVED',
    'no',
    ask(developer, 'ec2:RunInstances', { ...own, [`aws:ResourceTag/${shared}`]: 'APPROVED' }),
  ],
  [
    'a developer swaps a root disk for a snapshot',
    'no',
    ask(developer, 'ec2:CreateReplaceRootVolumeTask', { 'ec2:Owner': prod }, snapshot),
  ],
  ['a developer launches with volumes from snapshots', 'yes', ask(developer, 'ec2:RunInstances', {}, snapshot)],
  ...tagging,
  ...births,
  ...scaling,
  [
    'a developer makes a launch configuration',
    'no',
    ask(developer, 'autoscaling:CreateLaunchConfiguration', {}, configuration),
  ],
  ['a developer changes the size of a group', 'yes', ask(developer, 'autoscaling:UpdateAutoScalingGroup', {}, group)],
  [
    'a developer deletes a launch configuration',
    'yes',
    ask(developer, 'autoscaling:DeleteLaunchConfiguration', {}, configuration),
  ],
  ...copies,
  ...records,
  ...namesakes,
  ...elsewhere,
  [
    'a developer launches an approved AMI of the own account',
    'yes',
    ask(developer, 'ec2:RunInstances', { ...isOurs, ...sharedTag }),
  ],
  ...unbound,
];
