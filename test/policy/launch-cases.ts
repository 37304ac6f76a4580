import { approved, type Case, foreign, image, own, shared } from './case.ts';
import { build, prod } from './sample.ts';

/** Who may launch what. */
export const launchCases: readonly Case[] = (() => {
  const launch = {
    who: `arn:aws:iam::${prod}:role/Deployer`,
    action: 'ec2:RunInstances',
    resource: image,
    caller: 'all',
  } as const;
  const sharedTag = { [`aws:ResourceTag/${shared}`]: 'approved' };
  const ownTag = { [`aws:ResourceTag/${approved}`]: 'approved' };
  const inProd = { 'ec2:Owner': prod };
  // Whoever launches has the generated policy and nothing else, and no service control policy helps.
  const bound = {
    who: launch.who,
    action: launch.action,
    resource: image,
    only: 'launch/approved-for-production',
  } as const;
  return [
    ['prod launches an image of build that is approved', 'yes', { ...launch, context: { ...own, ...sharedTag } }],
    ['prod launches an image of build that is not approved', 'no', { ...launch, context: own }],
    [
      'prod launches an image of build that says something else',
      'no',
      { ...launch, context: { ...own, [`aws:ResourceTag/${shared}`]: 'soon' } },
    ],
    ["prod launches a stranger's image that says approved", 'no', { ...launch, context: { ...foreign, ...sharedTag } }],
    ['prod launches by fleet what is not approved', 'no', { ...launch, action: 'ec2:CreateFleet', context: own }],
    [
      'prod swaps a root disk for what is not approved',
      'no',
      { ...launch, action: 'ec2:CreateReplaceRootVolumeTask', context: own },
    ],
    [
      'prod launches with an own instance profile',
      'yes',
      { ...launch, resource: `arn:aws:ec2:eu-west-1:${prod}:instance/i-1` },
    ],
    [
      'build launches what is not approved for production',
      'yes',
      { ...launch, who: `arn:aws:iam::${build}:role/Deployer`, context: own },
    ],
    [
      'a bound deployer launches what build approved',
      'yes',
      { ...bound, context: { ...own, ...sharedTag, ...ownTag } },
    ],
    [
      'a bound deployer launches an own approved image',
      'yes',
      { ...bound, context: { ...inProd, ...sharedTag, ...ownTag } },
    ],
    [
      'a bound deployer launches a foreign image it tagged itself',
      'no',
      { ...bound, context: { ...foreign, ...ownTag } },
    ],
    [
      "a bound deployer launches a stranger's image that says approved",
      'no',
      { ...bound, context: { ...foreign, ...sharedTag } },
    ],
    ['a bound deployer launches an own image without approval', 'no', { ...bound, context: inProd }],
    ['a bound deployer launches an image of build without approval', 'no', { ...bound, context: own }],
    [
      'a bound deployer launches an own image by the ordinary tag',
      'yes',
      { ...bound, context: { ...inProd, ...ownTag } },
    ],
    ['a bound deployer launches an image of nobody by the ordinary tag', 'no', { ...bound, context: ownTag }],
    ['a bound deployer launches an image of nobody by the shared tag', 'no', { ...bound, context: sharedTag }],
    ['a bound deployer uses a subnet', 'yes', { ...bound, resource: `arn:aws:ec2:eu-west-1:${prod}:subnet/subnet-1` }],
    [
      'a bound deployer stops instances',
      'no',
      { ...bound, action: 'ec2:StopInstances', resource: `arn:aws:ec2:eu-west-1:${prod}:instance/i-1` },
    ],
  ];
})();
