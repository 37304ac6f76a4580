import { z } from 'zod';
import { type Taker, takerKey } from './takers.ts';

/** A statement of a key policy. */
export const KeyStatement = z.record(z.string(), z.json());
export type KeyStatement = z.infer<typeof KeyStatement>;

const useActions = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

const Policy = z.looseObject({ Statement: z.union([z.array(z.looseObject({})), z.looseObject({})]) });
type Policy = z.infer<typeof Policy>;

const statementsIn = ({ Statement }: Policy): readonly Record<string, unknown>[] =>
  Array.isArray(Statement) ? Statement : [Statement];

/** Sids of what Assay writes for one AMI and one taker, use and grants: letters and digits only. */
export const shareSids = (imageId: string, taker: Taker): readonly [use: string, grants: string] => {
  const start = `AssayShare${imageId.replace(/^ami-/, '')}${takerKey(taker).replace(/[^a-z0-9]/gi, '')}`;
  return [`${start}Use`, `${start}Grants`];
};

/** Who is meant: members of the organisation, or of a unit and of the units below it. */
function conditionFor(taker: Taker): Record<string, Record<string, string | string[]>> {
  const parts = taker.value.split('/');
  const organization = parts[1] ?? '';
  return taker.kind === 'organization'
    ? { StringEquals: { 'aws:PrincipalOrgID': organization } }
    : { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [`${organization}/*/${takerKey(taker)}/*`] } };
}

/**
 * What a key's policy must say so that an organisation or a unit can launch what it encrypts: KMS has no grants for them.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/allow-org-ou-to-use-key.html
 */
export function statementsFor(imageId: string, taker: Taker): readonly KeyStatement[] {
  const [use, grants] = shareSids(imageId, taker);
  const base = { Effect: 'Allow', Principal: { AWS: '*' } };
  const condition = conditionFor(taker);
  return [
    { Sid: use, ...base, Action: useActions, Resource: '*', Condition: condition },
    {
      Sid: grants,
      ...base,
      Action: 'kms:CreateGrant',
      Resource: '*',
      Condition: { ...condition, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
  ];
}

const listOf = (value: unknown): readonly string[] => [value].flat().filter((one) => typeof one === 'string');

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
    'i',
  ).test(text);

/** Does a statement let this taker in, by its whole organisation or by the unit itself, and under nothing else? */
function isFor(statement: Record<string, unknown>, taker: Taker): boolean {
  const Condition = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(statement['Condition'] ?? {});
  if (!Condition.success || statement['Effect'] !== 'Allow') return false;
  const organization = taker.value.split('/')[1] ?? '';
  const terms = Object.entries(Condition.data).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => ({ term: `${operator} ${key}`, values: listOf(value) })),
  );
  const letsIn = ({ term, values }: (typeof terms)[number]): boolean =>
    (term === 'StringEquals aws:PrincipalOrgID' && values.includes(organization)) ||
    (taker.kind === 'unit' &&
      term === 'ForAnyValue:StringLike aws:PrincipalOrgPaths' &&
      values.some((value) => value.startsWith(`${organization}/`) && value.endsWith(`/${takerKey(taker)}/*`)));
  const harmless = ({ term, values }: (typeof terms)[number]): boolean =>
    term === 'Bool kms:GrantIsForAWSResource' && values.includes('true');
  return terms.some(letsIn) && terms.every((term) => letsIn(term) || harmless(term));
}

/** True when the policy lets the taker do all that EBS needs. A Deny elsewhere in it is not weighed. */
export function coversTaker(policy: string, taker: Taker): boolean {
  const own = statementsIn(Policy.parse(JSON.parse(policy))).filter((statement) => isFor(statement, taker));
  return [...useActions, 'kms:CreateGrant'].every((action) =>
    own.some((statement) => listOf(statement['Action']).some((pattern) => matches(pattern, action))),
  );
}

const sidOf = (statement: Record<string, unknown>): unknown => statement['Sid'];

/** Sids of all statements of a policy that have one. */
export const sidsIn = (policy: string): readonly string[] =>
  statementsIn(Policy.parse(JSON.parse(policy))).flatMap((statement) => listOf(sidOf(statement)));

/** Sids of these statements that the policy does not have yet. */
export const missingSids = (policy: string, statements: readonly KeyStatement[]): readonly string[] => {
  const there = sidsIn(policy);
  return statements.map((statement) => String(sidOf(statement))).filter((sid) => !there.includes(sid));
};

/** Sids of what Assay wrote into a policy for this AMI and taker. */
export function presentSids(policy: string, imageId: string, taker: Taker): readonly string[] {
  const there = sidsIn(policy);
  return shareSids(imageId, taker).filter((sid) => there.includes(sid));
}

/** The policy with these statements, each once by its Sid, the rest as it was. */
export function withStatements(policy: string, statements: readonly KeyStatement[]): string {
  const before = Policy.parse(JSON.parse(policy));
  const sids = statements.map(sidOf);
  const others = statementsIn(before).filter((statement) => !sids.includes(sidOf(statement)));
  return JSON.stringify({ ...before, Statement: [...others, ...statements] });
}

/** The policy without the statements of these Sids, the rest as it was. */
export function withoutStatements(policy: string, sids: readonly string[]): string {
  const before = Policy.parse(JSON.parse(policy));
  return JSON.stringify({
    ...before,
    Statement: statementsIn(before).filter((statement) => !sids.includes(String(sidOf(statement)))),
  });
}
