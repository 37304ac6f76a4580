import { type Case, read, write } from './case.ts';
import { build, prod } from './sample.ts';

const role = `arn:aws:iam::${build}:role/web-server`;

/** Which roles may be handed to instances: those the configuration names, in their own account, to EC2. */
export const fleetCases: readonly Case[] = (() => {
  const pass = {
    who: write,
    action: 'iam:PassRole',
    resource: role,
    context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
  } as const;
  return [
    ['the writer hands a named role to an instance', 'yes', pass],
    [
      'the writer hands a named role to a function',
      'no',
      { ...pass, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    ],
    [
      'the writer hands another role to an instance',
      'no',
      { ...pass, resource: `arn:aws:iam::${build}:role/Administrator` },
    ],
    ['the writer hands out a role of another account', 'no', { ...pass, resource: role.replace(build, prod) }],
    ['the writer hands out a role of another partition', 'no', { ...pass, resource: role.replace('aws', 'aws-cn') }],
    ['the reader hands a named role to an instance', 'no', { ...pass, who: read }],
  ];
})();
