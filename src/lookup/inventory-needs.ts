import { type IamNeed, reads } from '../core/iam.ts';

/** What reading `instances` of an inventory needs of IAM. */
export const runningNeeds: readonly IamNeed[] = reads('ec2:DescribeInstanceImageMetadata');

/**
 * What reading `launchers` needs. SSM parameters may hold secrets, so EC2 alone may read them for us; where AWS does not
 * take that, the launcher keeps its `resolve:ssm:…`.
 */
export const launcherNeeds: readonly IamNeed[] = [
  ...reads(
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeLaunchConfigurations',
    'ec2:DescribeLaunchTemplates',
    'ec2:DescribeLaunchTemplateVersions',
  ),
  { action: 'ssm:GetParameters', on: ['any'], only: { calledVia: 'ec2.amazonaws.com' } },
];
