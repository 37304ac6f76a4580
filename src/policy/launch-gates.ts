import { approvalTagKeys, approvedValue } from '../approvals/tag-keys.ts';
import { managementAccount } from './management-account.ts';
import { documentOf, type PolicyFile, policyFile } from './policy-file.ts';
import type { PolicyInput } from './policy-input.ts';
import { partitionOf } from './statements-of.ts';

/** Every action that starts something from an image, with the same condition keys. */
const launches = [
  'ec2:CreateFleet',
  'ec2:CreateReplaceRootVolumeTask',
  'ec2:ModifyFleet',
  'ec2:RequestSpotFleet',
  'ec2:RequestSpotInstances',
  'ec2:RunInstances',
];
/** What a launch touches besides its image. */
const others = ['instance', 'volume', 'network-interface', 'subnet', 'security-group', 'key-pair', 'launch-template'];

const launchLimits = [
  "Service control policies do not bind the organisation's management account.",
  'Nor service-linked roles: Auto Scaling and fleets launch through them, and are checked only when whoever makes or changes them asks.',
  'Instances that run already go on running, and are started again after a stop, whatever becomes of their AMI.',
] as const;

/**
 * Documents by which an approval means something, per environment: a service control policy that forbids launching what
 * is not approved, and an IAM policy that allows launching what is. The shared tag alone proves nothing, since anybody
 * may write it on an AMI of their own: owner and tag always stand together.
 */
export function launchGates(input: PolicyInput): readonly PolicyFile[] {
  const { settings, accounts } = input;
  const partition = partitionOf(accounts[0]?.writeRoleArn ?? '');
  const images = `arn:${partition}:ec2:*::image/*`;
  const owners = accounts.map(({ id }) => id);
  const exempt = input.administrators?.length ? { ArnNotLike: { 'aws:PrincipalArn': input.administrators } } : {};
  return settings.environments
    .filter(({ approvals }) => approvals)
    .flatMap(({ name }) => {
      const keys = approvalTagKeys(settings, name);
      const members = settings.accounts.filter(({ environment }) => environment === name);
      const attach = members.map(({ alias, id }) => `${alias} (${id})`).join(', ') || `the accounts of ${name}`;
      return [
        policyFile({
          name: `organization/launch-gate-${name}`,
          kind: 'scp',
          purpose: `Forbids launching AMIs that are not approved for ${name}. Service-linked roles are not bound by it.`,
          account: 'organization',
          environment: name,
          attachTo: `${attach}, as a service control policy`,
          targets: members.map(({ id }) => id),
          document: documentOf(
            {
              Sid: 'OnlyOurImages',
              Effect: 'Deny',
              Action: launches,
              Resource: images,
              Condition: { StringNotEquals: { 'ec2:Owner': owners }, ...exempt },
            },
            {
              Sid: 'OnlyApprovedImages',
              Effect: 'Deny',
              Action: launches,
              Resource: images,
              Condition: { StringNotEquals: { [`aws:ResourceTag/${keys.shared}`]: approvedValue }, ...exempt },
            },
          ),
          why: {
            OnlyOurImages:
              'Anybody may write the shared tag onto an AMI of their own; it means something only on ours. AMIs of Amazon and of the Marketplace are not ours.',
            OnlyApprovedImages:
              'The ordinary tag of the owner is invisible to other accounts, the shared one is not. An AMI without it is refused as well: a new AMI, whoever made it and from whatever, starts without.',
          },
          cannot: [
            ...managementAccount(
              input,
              members.map(({ id }) => id),
            ),
            ...launchLimits,
          ],
        }),
        policyFile({
          name: `launch/approved-for-${name}`,
          kind: 'managed',
          purpose: `Allows launching AMIs approved for ${name}, and no others.`,
          account: members.map(({ id }) => id).join(', '),
          environment: name,
          attachTo: `whoever launches instances in ${attach}`,
          targets: members.map(({ id }) => id),
          document: documentOf(
            {
              Sid: 'OwnApprovedImages',
              Effect: 'Allow',
              Action: 'ec2:RunInstances',
              Resource: images,
              Condition: {
                StringEquals: {
                  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM, not of ours
                  'ec2:Owner': '${aws:PrincipalAccount}',
                  [`aws:ResourceTag/${keys.approved}`]: approvedValue,
                },
              },
            },
            {
              Sid: 'SharedApprovedImages',
              Effect: 'Allow',
              Action: 'ec2:RunInstances',
              Resource: images,
              Condition: { StringEquals: { 'ec2:Owner': owners, [`aws:ResourceTag/${keys.shared}`]: approvedValue } },
            },
            {
              Sid: 'RestOfTheLaunch',
              Effect: 'Allow',
              Action: 'ec2:RunInstances',
              Resource: [
                ...others.map((kind) => `arn:${partition}:ec2:*:*:${kind}/*`),
                `arn:${partition}:ec2:*::snapshot/*`,
              ],
            },
          ),
          why: {
            OwnApprovedImages: "The account's own AMIs, by the organisation's own tag.",
            SharedApprovedImages:
              'AMIs of our accounts, by the tag their owner shares with everybody they are shared with.',
            RestOfTheLaunch:
              'What a launch touches besides its AMI; narrow it to subnets and security groups as you like.',
          },
          cannot: ['It forbids nothing: whoever may launch by another policy still may. The launch gate is for that.'],
        }),
      ];
    });
}
