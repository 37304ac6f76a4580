import { eventsName } from './events.ts';
import { managementAccount } from './management-account.ts';
import {
  documentOf,
  inPieces,
  type PolicyDocument,
  type PolicyFile,
  policyFile,
  type Statement,
} from './policy-file.ts';
import type { PolicyInput } from './policy-input.ts';
import { approvalKeysOf, partitionOf } from './statements-of.ts';

const groups = ['autoscaling:CreateAutoScalingGroup', 'autoscaling:UpdateAutoScalingGroup'];
const settings = [
  'ec2:DisableAllowedImagesSettings',
  'ec2:EnableAllowedImagesSettings',
  'ec2:ReplaceImageCriteriaInAllowedImagesSettings',
];
const ruleChanges = [
  'events:DeleteRule',
  'events:DisableRule',
  'events:PutRule',
  'events:PutTargets',
  'events:RemoveTargets',
];

const why: Readonly<Record<string, string>> = {
  NoRootDiskFromSnapshots:
    'A running instance can be given another root disk. From an AMI the launch gate decides; from a snapshot no AMI is named that it could look at.',
  OnlyPinnedTemplates:
    'A group is checked when it is made or changed, with the launch template as it is then. With $Latest or $Default a later version would launch without a check, through a service-linked role that no SCP binds.',
  NoLaunchConfigurations:
    'A launch configuration names an AMI that nobody checks against the permissions of whoever uses it.',
  NoGroupsFromLaunchConfigurations: 'The same for those that exist already.',
  OnlyAssayCopiesAndRestores:
    'A copy may take tags along, a restored AMI brings its stored ones back: an approval would be inherited, or a revoked one would return. Instances can still be made into new AMIs; those are born without approval.',
  AllowedImagesStay: 'Whoever can change these settings can first put the guard to sleep.',
  EventsStay: 'Without these rules Assay hears nothing within seconds.',
};

/**
 * What forbids the ways round a launch gate, per environment: a document of its own, since it changes how people work
 * with Auto Scaling and copies, and is attached after the gate has settled.
 */
export function noWayRound(input: PolicyInput): readonly PolicyFile[] {
  const administrators = input.administrators?.length
    ? { ArnNotLike: { 'aws:PrincipalArn': input.administrators } }
    : undefined;
  const partition = partitionOf(input.hubRoleArn);
  const arn = (rest: string): string => `arn:${partition}:${rest}`;
  const except = administrators ? { Condition: administrators } : {};
  const documentFor = (accounts: PolicyInput['accounts']): PolicyDocument =>
    documentOf(
      {
        Sid: 'NoRootDiskFromSnapshots',
        Effect: 'Deny',
        Action: 'ec2:CreateReplaceRootVolumeTask',
        Resource: arn('ec2:*::snapshot/*'),
        ...except,
      },
      {
        Sid: 'OnlyPinnedTemplates',
        Effect: 'Deny',
        Action: groups,
        Resource: '*',
        Condition: { Bool: { 'autoscaling:LaunchTemplateVersionSpecified': 'false' }, ...administrators },
      },
      {
        Sid: 'NoLaunchConfigurations',
        Effect: 'Deny',
        Action: 'autoscaling:CreateLaunchConfiguration',
        Resource: '*',
        ...except,
      },
      {
        Sid: 'NoGroupsFromLaunchConfigurations',
        Effect: 'Deny',
        Action: groups,
        Resource: '*',
        Condition: { Null: { 'autoscaling:LaunchConfigurationName': 'false' }, ...administrators },
      },
      {
        Sid: 'OnlyAssayCopiesAndRestores',
        Effect: 'Deny',
        Action: ['ec2:CopyImage', 'ec2:CreateRestoreImageTask'],
        Resource: arn('ec2:*::image/*'),
        Condition: {
          ArnNotLike: {
            'aws:PrincipalArn': [...accounts.map(({ writeRoleArn }) => writeRoleArn), ...(input.administrators ?? [])],
          },
        },
      },
      ...(administrators ? guardRails(arn, administrators) : []),
    );
  if (approvalKeysOf(input).approved.length === 0) return [];
  return input.settings.environments
    .filter(({ approvals }) => approvals)
    .flatMap(({ name }) => {
      const ids = input.settings.accounts.filter(({ environment }) => environment === name).map(({ id }) => id);
      const members = input.accounts.filter(({ id }) => ids.includes(id));
      return inPieces(members, 'scp', documentFor).map((piece, index) => {
        const document = documentFor(piece);
        return policyFile({
          name: `organization/no-way-round-${name}${index === 0 ? '' : `-${index + 1}`}`,
          kind: 'scp',
          purpose: `Forbids the ways round the launch gate of ${name}: root disks from snapshots, unpinned templates, copied approvals.`,
          account: 'organization',
          environment: name,
          attachTo: `${piece.map(({ alias, id }) => `${alias} (${id})`).join(', ')}, as a service control policy`,
          targets: piece.map(({ id }) => id),
          document,
          why: Object.fromEntries(document.Statement.map(({ Sid }) => [Sid, why[Sid] ?? ''])),
          cannot: [
            ...managementAccount(
              input,
              piece.map(({ id }) => id),
            ),
            'A template whose AMI is a parameter of Systems Manager changes its AMI without a new version.',
            'Another volume can be attached as the root disk of a stopped instance; nothing about images is asked then.',
            'It binds the accounts it is attached to. Elsewhere a copy may still take the shared approval along; its content is then that of the approved AMI, and its signature names another one.',
          ],
        });
      });
    });
}

/** Only where somebody else is left who may change them. */
const guardRails = (arn: (rest: string) => string, except: Statement['Condition']): readonly Statement[] => [
  {
    Sid: 'AllowedImagesStay',
    Effect: 'Deny',
    Action: settings,
    Resource: '*',
    ...(except ? { Condition: except } : {}),
  },
  {
    Sid: 'EventsStay',
    Effect: 'Deny',
    Action: ruleChanges,
    Resource: arn(`events:*:*:rule/${eventsName}`),
    ...(except ? { Condition: except } : {}),
  },
];
