import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import type { Permission } from '../identity/authorize.ts';
import { type Call, given } from '../server/action.ts';
import { launchNetwork } from './launch-network.ts';
import { requestTagContext, resourcePermission } from './permissions.ts';
import { tagsOnCreate } from './tags-on-create.ts';

const MADE = ['instance', 'volume', 'network-interface'] as const;

/** The profile of a launch, by name or ARN, and the role that is passed with it. */
export function profileOf(
  call: Call,
  input: RunInstancesRequest,
): { readonly name: string; readonly roleArn: string } | undefined {
  const asked = input.IamInstanceProfile?.Name ?? input.IamInstanceProfile?.Arn?.split('/').at(-1);
  if (asked === undefined) {
    return undefined;
  }
  const roleArn = call.account.instanceProfiles.get(asked);
  if (roleArn === undefined) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${asked}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
    );
  }
  return { name: asked, roleArn };
}

/** Everything a launch has to be allowed to touch, tag and pass. */
export function launchPermissions(call: Call, input: RunInstancesRequest): readonly Permission[] {
  const network = launchNetwork(call, input);
  const profile = profileOf(call, input);
  const tags = tagsOnCreate(input.TagSpecifications, MADE);
  const arn = (kind: string, id: string) => `arn:aws:ec2:${call.region}:${call.account.id}:${kind}/${id}`;
  const own = (action: string, kind: string, id: string, context: Permission['context'] = {}): Permission => ({
    action,
    resource: arn(kind, id),
    resourceAccountId: call.account.id,
    context,
  });
  return [
    resourcePermission(call, 'RunInstances', given(input.ImageId, 'imageId')),
    ...MADE.map((kind) =>
      own('ec2:RunInstances', kind, '*', {
        ...tags.context(kind),
        ...(kind === 'instance' ? { 'ec2:InstanceType': input.InstanceType } : {}),
      }),
    ),
    own('ec2:RunInstances', 'subnet', network.subnet.id),
    ...network.securityGroupIds.map((id) => own('ec2:RunInstances', 'security-group', id)),
    ...(input.KeyName === undefined ? [] : [own('ec2:RunInstances', 'key-pair', input.KeyName)]),
    ...MADE.filter((kind) => tags.of(kind).size > 0).map((kind) =>
      own('ec2:CreateTags', kind, '*', {
        ...requestTagContext(tags.of(kind)),
        'ec2:CreateAction': 'RunInstances',
      }),
    ),
    ...(profile === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resource: profile.roleArn,
            resourceAccountId: call.account.id,
            context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
          },
        ]),
  ];
}
