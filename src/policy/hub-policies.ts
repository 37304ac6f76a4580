import { documentOf, inPieces, type PolicyDocument, type PolicyFile, policyFile } from './policy-file.ts';
import type { PolicyInput } from './policy-input.ts';

/** What the hub role may do: take exactly the configured roles, and nothing else at all. */
export function hubPolicies(input: PolicyInput): readonly PolicyFile[] {
  const roles = input.accounts.flatMap(({ readRoleArn, writeRoleArn }) => [readRoleArn, writeRoleArn]);
  const document = (arns: readonly string[]): PolicyDocument =>
    documentOf({
      Sid: 'TakeTheConfiguredRoles',
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Resource: arns,
      ...(input.organizationId ? { Condition: { StringEquals: { 'aws:ResourceOrgID': input.organizationId } } } : {}),
    });
  return inPieces(roles, 'managed', document).map((arns, index) =>
    policyFile({
      name: `hub/hub-role-${index + 1}`,
      kind: 'managed',
      purpose: 'Lets Assay take its reader and writer roles in the configured accounts, and nothing else.',
      account: input.hubRoleArn.split(':')[4] ?? '',
      attachTo: `the role ${input.hubRoleArn}`,
      targets: [input.hubRoleArn],
      document: document(arns),
    }),
  );
}
