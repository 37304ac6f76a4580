import type { AccountAccess } from '../core/aws.ts';
import { managementAccount } from './management-account.ts';
import { documentOf, inPieces, type PolicyDocument, type PolicyFile, policyFile } from './policy-file.ts';
import type { PolicyInput } from './policy-input.ts';
import { approvalKeysOf, partitionOf } from './statements-of.ts';

const roleChanges = [
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
];

/**
 * Service control policies by which only Assay's writer role writes approval tags. The exempt roles are named with their
 * account: a pattern would exempt whoever can create a role of that name. An SCP binds the principals of the accounts it
 * is attached to, so each piece needs to name the roles of its own accounts only.
 */
export function guardTags(input: PolicyInput): readonly PolicyFile[] {
  const { approved, shared } = approvalKeysOf(input);
  const { prefix } = input.settings.tags;
  if (approved.length === 0) return [];
  const document = (accounts: readonly AccountAccess[]): PolicyDocument => {
    const partition = partitionOf(accounts[0]?.writeRoleArn ?? '');
    const images = `arn:${partition}:ec2:*::image/*`;
    const unlessAssay = { ArnNotLike: { 'aws:PrincipalArn': accounts.map(({ writeRoleArn }) => writeRoleArn) } };
    return documentOf(
      {
        // Without regard to case, as aws:ResourceTag is: AMI-Approved-production would open the gates as well.
        Sid: 'OnlyAssayApproves',
        Effect: 'Deny',
        Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
        Resource: images,
        Condition: {
          'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': [...approved, ...shared] },
          ...unlessAssay,
        },
      },
      {
        Sid: 'OnlyAssayWritesItsRecords',
        Effect: 'Deny',
        Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
        Resource: [images, `arn:${partition}:ec2:*::snapshot/*`],
        Condition: {
          'ForAnyValue:StringLike': { 'aws:TagKeys': [`${prefix}*`, `ec2:SharedTag/${prefix}*`] },
          ...unlessAssay,
        },
      },
      {
        Sid: 'NobodyWipesAllTags',
        Effect: 'Deny',
        Action: 'ec2:DeleteTags',
        Resource: images,
        Condition: { Null: { 'aws:TagKeys': 'true' }, ...unlessAssay },
      },
      ...(input.administrators?.length
        ? [
            {
              Sid: 'AssayRolesStayAsTheyAre',
              Effect: 'Deny' as const,
              Action: roleChanges,
              Resource: accounts.flatMap(({ readRoleArn, writeRoleArn }) => [readRoleArn, writeRoleArn]),
              Condition: { ArnNotLike: { 'aws:PrincipalArn': input.administrators } },
            },
          ]
        : []),
    );
  };
  return inPieces(input.accounts, 'scp', document).map((accounts, index) =>
    policyFile({
      name: `organization/only-assay-approves-${index + 1}`,
      kind: 'scp',
      purpose: "Forbids everybody but Assay's writer role to write or remove approval tags.",
      account: 'organization',
      attachTo: `the accounts ${accounts.map(({ alias, id }) => `${alias} (${id})`).join(', ')}, as a service control policy`,
      targets: accounts.map(({ id }) => id),
      document: document(accounts),
      why: {
        OnlyAssayApproves:
          'An approval is what people gave through Assay, and nothing else. That holds for tags given at creation as well: AWS asks for ec2:CreateTags on the new AMI.',
        OnlyAssayWritesItsRecords:
          'Attestation, signature, revocation and the records of runs: what verify reads, nobody else may write or remove.',
        NobodyWipesAllTags: 'ec2:DeleteTags without keys removes every tag, those above included.',
        ...(input.administrators?.length
          ? { AssayRolesStayAsTheyAre: "Whoever can change Assay's roles can become Assay." }
          : {}),
      },
      cannot: [
        ...managementAccount(
          input,
          accounts.map(({ id }) => id),
        ),
        "Service control policies do not bind the organisation's management account, nor service-linked roles.",
        'Whether ec2:CopyImage asks for ec2:CreateTags for tags it takes along is not documented.',
        ...(input.administrators?.length
          ? []
          : ["Without aws.administrators nothing here keeps an account's administrators from changing Assay's roles."]),
      ],
    }),
  );
}
