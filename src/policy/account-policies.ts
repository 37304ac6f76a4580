import type { AccountAccess } from '../core/aws.ts';
import {
  documentOf,
  inPieces,
  type PolicyDocument,
  type PolicyFile,
  policyFile,
  type Statement,
} from './policy-file.ts';
import type { PolicyInput } from './policy-input.ts';
import { approvalKeysOf, partitionOf, statementsOf } from './statements-of.ts';

/**
 * Who may take a role: the hub role only, and only when it says for whom.
 * Two statements, since AWS knows the external id for AssumeRole but not for SetSourceIdentity.
 */
function trustPolicy(account: AccountAccess, input: PolicyInput): PolicyDocument {
  const Principal = { AWS: input.hubRoleArn };
  const StringLike = { 'sts:SourceIdentity': '?*' };
  const organization = input.organizationId ? { 'aws:PrincipalOrgID': input.organizationId } : {};
  const external = account.externalId ? { 'sts:ExternalId': account.externalId } : {};
  const condition = (equals: Record<string, string>) => ({
    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    StringLike,
  });
  return documentOf(
    {
      Sid: 'OnlyAssayAndOnlyForSomebody',
      Effect: 'Allow',
      Principal,
      Action: 'sts:AssumeRole',
      Condition: condition({ ...organization, ...external }),
    },
    {
      Sid: 'AssaySaysForWhom',
      Effect: 'Allow',
      Principal,
      Action: 'sts:SetSourceIdentity',
      Condition: condition(organization),
    },
  );
}

/**
 * People name tags at creation, so an AMI could be born approved. Condition keys of tags ignore case, hence also
 * look-alikes in other letters are refused.
 */
function neverApprovedAtCreation(account: AccountAccess, input: PolicyInput): readonly Statement[] {
  const { approved, shared } = approvalKeysOf(input);
  if (approved.length === 0) return [];
  return [
    {
      Sid: 'NeverApprovedAtCreation',
      Effect: 'Deny',
      Action: 'ec2:CreateTags',
      Resource: `arn:${partitionOf(account.writeRoleArn)}:ec2:*::image/*`,
      Condition: {
        'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': [...approved, ...shared] },
        Null: { 'ec2:CreateAction': 'false' },
      },
    },
  ];
}

/** Trust and permissions of an account's two roles. */
export function accountPolicies(account: AccountAccess, input: PolicyInput): readonly PolicyFile[] {
  const folder = `${account.alias}-${account.id}`;
  const trust = trustPolicy(account, input);
  const side = (word: 'reader' | 'writer', arn: string, purpose: string, statements: readonly Statement[]) => [
    policyFile({
      name: `${folder}/${word}-trust`,
      kind: 'trust',
      purpose: `Lets only Assay's hub role take the ${word} role, and only on behalf of a named person.`,
      account: account.id,
      attachTo: `the role ${arn}, as its trust policy`,
      targets: [arn],
      document: trust,
    }),
    // A role may have ten managed policies; what does not fit into one goes on in the next.
    ...inPieces(statements, 'managed', (piece) => documentOf(...piece)).map((piece, index) =>
      policyFile({
        name: index === 0 ? `${folder}/${word}` : `${folder}/${word}-${index + 1}`,
        kind: 'managed',
        purpose,
        account: account.id,
        attachTo: `the role ${arn}`,
        targets: [arn],
        document: documentOf(...piece),
      }),
    ),
  ];
  return [
    ...side(
      'reader',
      account.readRoleArn,
      'Lets commands look at AMIs, instances and snapshots. It cannot change anything.',
      statementsOf(input.needs.reader, account, input),
    ),
    ...side('writer', account.writeRoleArn, 'Lets jobs do what they declare, and nothing else.', [
      ...statementsOf(input.needs.writer, account, input),
      ...neverApprovedAtCreation(account, input),
    ]),
  ];
}
