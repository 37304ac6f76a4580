import { approvalTagKeys } from '../approvals/tag-keys.ts';
import { type AccountAccess, signingAccountOf } from '../core/aws.ts';
import { ebsOperations } from '../core/aws-encryption.ts';
import type { IamNeed } from '../core/iam.ts';
import type { Statement, Values } from './policy-file.ts';
import type { PolicyInput } from './policy-input.ts';

type Condition = Record<string, Record<string, Values>>;

/** `aws`, `aws-cn`, `aws-us-gov`: the same as the account's roles. */
export const partitionOf = (arn: string): string => arn.split(':')[1] ?? 'aws';

/** Keys of the tags that say "approved", per environment that has approvals. */
export function approvalKeysOf({ settings }: Pick<PolicyInput, 'settings'>): {
  readonly approved: readonly string[];
  readonly shared: readonly string[];
} {
  const keys = settings.environments
    .filter(({ approvals }) => approvals)
    .map(({ name }) => approvalTagKeys(settings, name));
  return { approved: keys.map(({ approved }) => approved), shared: keys.map(({ shared }) => shared) };
}

/** How EC2 Image Builder's ARNs call what we call otherwise. */
const builderResources = {
  pipeline: 'image-pipeline',
  build: 'image',
  workflow: 'workflow-execution',
  'workflow-step': 'workflow-step-execution',
} as const;

/** ARN patterns of a resource kind. Image and snapshot ARNs carry no account id, which is why conditions matter there. */
function resourceOf(
  kind: IamNeed['on'][number],
  account: AccountAccess,
  input: PolicyInput,
): string | readonly string[] | undefined {
  const ec2 = `arn:${partitionOf(account.readRoleArn)}:ec2:*`;
  const { signingKey, formerSigningKeys } = input.settings;
  const usedHere = (key: string): boolean => signingAccountOf(key, input.accounts)?.id === account.id;
  switch (kind) {
    case 'any':
      return '*';
    case 'image':
    case 'snapshot':
      return `${ec2}::${kind}/*`;
    case 'image-usage-report':
    case 'instance':
    case 'volume':
    case 'network-interface':
    case 'subnet':
    case 'security-group':
    case 'key-pair':
      return `${ec2}:${account.id}:${kind}/*`;
    case 'instance-role':
      return account.instanceRoles?.map(
        (name) => `arn:${partitionOf(account.readRoleArn)}:iam::${account.id}:role/${name}`,
      );
    case 'pipeline':
    case 'build':
    case 'workflow':
    case 'workflow-step':
      return `arn:${partitionOf(account.readRoleArn)}:imagebuilder:*:${account.id}:${builderResources[kind]}/*`;
    case 'stoppable-instance':
      return input.settings.compliance?.stopInstances ? resourceOf('instance', account, input) : undefined;
    case 'config-rule':
      return input.settings.compliance?.config ? '*' : undefined;
    case 'config-aggregator':
      return input.settings.compliance?.config?.aggregator?.account === account.id ? '*' : undefined;
    case 'policy-key':
      return input.settings.keyPolicies === 'apply' ? resourceOf('customer-key', account, input) : undefined;
    case 'customer-key':
      return `arn:${partitionOf(account.readRoleArn)}:kms:*:${account.id}:key/*`;
    case 'others-key':
      // Said by the organisation where there is one: a list of accounts outgrows the document.
      return input.organizationId
        ? `arn:${partitionOf(account.readRoleArn)}:kms:*:*:key/*`
        : input.accounts
            .filter(({ id }) => id !== account.id)
            .map(({ id, readRoleArn }) => `arn:${partitionOf(readRoleArn)}:kms:*:${id}:key/*`);
    case 'signing-key':
      return signingKey && usedHere(signingKey) ? signingKey : undefined;
    case 'proving-key':
      return signingKey ? [signingKey, ...formerSigningKeys].filter(usedHere) : undefined;
  }
}

function tagPatterns(
  keys: NonNullable<NonNullable<IamNeed['only']>['tagKeys']>,
  input: PolicyInput,
): readonly string[] {
  const { approved, shared } = approvalKeysOf(input);
  const patterns = { assay: [`${input.settings.tags.prefix}*`], approved, 'shared-approved': shared };
  return keys.flatMap((key) => patterns[key]);
}

function conditionOf({ action, only, on }: IamNeed, account: AccountAccess, input: PolicyInput): Condition {
  const equals: Record<string, Values> = {};
  const condition: Condition = {};
  if (/^(ec2|imagebuilder):/.test(action) || only?.calledVia) equals['aws:RequestedRegion'] = account.regions;
  if (only?.createdBy) equals['ec2:CreateAction'] = only.createdBy;
  // DeleteTags does not know ec2:Owner: asking for it would allow nothing. Nor is it needed, since one can only delete
  // tags one's own account wrote.
  if (only?.ownImages && action !== 'ec2:DeleteTags') equals['ec2:Owner'] = account.id;
  if (on.includes('others-key') && input.organizationId) equals['aws:ResourceOrgID'] = input.organizationId;
  if (action === 'iam:PassRole') equals['iam:PassedToService'] = 'ec2.amazonaws.com';
  if (/^kms:(Sign|Verify)$/.test(action)) {
    equals['kms:SigningAlgorithm'] = 'ECDSA_SHA_256';
    equals['kms:MessageType'] = 'DIGEST';
  }
  if (only?.throughEc2) equals['kms:ViaService'] = account.regions.map((region) => `ec2.${region}.amazonaws.com`);
  if (Object.keys(equals).length > 0) condition['StringEquals'] = equals;
  if (only?.calledVia) condition['ForAnyValue:StringEquals'] = { 'aws:CalledVia': only.calledVia };
  if (only?.grants === 'for-volumes') condition['Bool'] = { 'kms:GrantIsForAWSResource': 'true' };
  if (only?.grants === 'to-accounts' || only?.grants === 'to-workers') {
    condition['StringLike'] = {
      'kms:GranteePrincipal':
        only.grants === 'to-accounts'
          ? `arn:${partitionOf(account.readRoleArn)}:iam::*:root`
          : input.accounts.filter(({ id }) => id !== account.id).map(({ writeRoleArn }) => writeRoleArn),
    };
    condition['ForAllValues:StringEquals'] = { 'kms:GrantOperations': ebsOperations };
    // ForAllValues is true of no operations at all.
    condition['Null'] = { 'kms:GrantOperations': 'false' };
  }
  if (only?.ofRuns) condition['Null'] = { [`aws:ResourceTag/${input.settings.tags.prefix}run`]: 'false' };
  if (only?.notPublic) condition['Null'] = { 'ec2:Add/group': 'true' };
  if (only?.tagKeys) {
    condition['ForAllValues:StringLike'] = { 'aws:TagKeys': tagPatterns(only.tagKeys, input) };
    // ForAllValues is true of no keys at all, and DeleteTags without keys deletes every tag.
    condition['Null'] = { ...condition['Null'], 'aws:TagKeys': 'false' };
  }
  return condition;
}

function sidOf({ action, only, on }: IamNeed): string {
  if (only?.calledVia) return 'ReadThroughAws';
  if (on.length === 1 && on[0] === 'any') return 'Read';
  const [service = '', name = ''] = action.split(':');
  const prefix = service === 'ec2' ? '' : service === 'imagebuilder' ? 'ImageBuilder' : service.toUpperCase();
  const grants = { 'for-volumes': 'ForVolumes', 'to-accounts': 'ToAccounts', 'to-workers': 'ToWorkers' } as const;
  const narrowed = [
    only?.createdBy ? 'AtCreation' : '',
    only?.ownImages ? 'OnOwnImages' : '',
    only?.ofRuns ? 'OfRuns' : '',
    only?.notPublic ? 'ToAccounts' : '',
    only?.throughEc2 ? 'ThroughEc2' : '',
    only?.grants ? grants[only.grants] : '',
  ].join('');
  return `${prefix}${name}${narrowed}`;
}

type Test = readonly [test: string, key: string, values: Values];
const testsOf = ({ Condition = {} }: Statement): readonly Test[] =>
  Object.entries(Condition).flatMap(([test, keys]) =>
    Object.entries(keys).map(([key, values]): Test => [test, key, values]),
  );

/** Whether passing one test means passing the other: the same one, or one that lets fewer tag keys through. */
function isAsNarrow([test, key, values]: Test, other: Test): boolean {
  if (test !== other[0] || key !== other[1]) return false;
  const isOfTagKeys = test === 'ForAllValues:StringLike' && key === 'aws:TagKeys';
  return isOfTagKeys
    ? [values].flat().every((one) => [other[2]].flat().includes(one))
    : JSON.stringify(values) === JSON.stringify(other[2]);
}

/** True when everything `one` allows is allowed by `other`: the same action on the same, under no other terms. */
function isWithin(one: Statement, other: Statement): boolean {
  const same = ({ Action, Resource }: Statement): string => JSON.stringify([Action, Resource]);
  const tests = testsOf(one);
  return same(one) === same(other) && testsOf(other).every((test) => tests.some((own) => isAsNarrow(own, test)));
}

/** Needs as Allow statements of one account's role: equal ones once, actions under equal terms together. */
export function statementsOf(
  needs: readonly IamNeed[],
  account: AccountAccess,
  input: PolicyInput,
): readonly Statement[] {
  const single = needs.flatMap((need): readonly Statement[] => {
    const resources = need.on.flatMap((kind) => resourceOf(kind, account, input) ?? []).sort();
    // Nothing to sign with, or no environment has approvals: then nothing is allowed either.
    if (resources.length === 0 || tagPatterns(need.only?.tagKeys ?? ['assay'], input).length === 0) return [];
    const condition = conditionOf(need, account, input);
    return [
      {
        Sid: sidOf(need),
        Effect: 'Allow',
        Action: need.action,
        Resource: resources,
        ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
      },
    ];
  });
  const different = [...new Map(single.map((statement) => [JSON.stringify(statement), statement])).values()];
  // Of two that allow the same under two names the first is kept.
  const needed = different.filter(
    (one, index) =>
      !different.some(
        (other, place) => other !== one && isWithin(one, other) && (place < index || !isWithin(other, one)),
      ),
  );
  const byTerms = new Map<string, Statement & { readonly Action: readonly string[] }>();
  for (const statement of needed) {
    const terms = JSON.stringify([statement.Resource, statement.Condition]);
    const known = byTerms.get(terms);
    const actions = [...(known?.Action ?? []), statement.Action as string].sort();
    byTerms.set(terms, { ...(known ?? statement), Action: [...new Set(actions)] });
  }
  return withUniqueSids([...byTerms.values()]);
}

/** Sids must differ within a document. */
function withUniqueSids(statements: readonly Statement[]): readonly Statement[] {
  const seen = new Map<string, number>();
  return statements.map((statement) => {
    const count = (seen.get(statement.Sid) ?? 0) + 1;
    seen.set(statement.Sid, count);
    return count === 1 ? statement : { ...statement, Sid: `${statement.Sid}${count}` };
  });
}
