import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { PolicyDocument, PolicyFile } from '../../src/policy/policy-file.ts';
import { organization } from './sample.ts';

/** One question to IAM. */
export interface Question {
  /** Role ARN of who asks. */
  readonly who: string;
  readonly action: string;
  readonly resource: string;
  /** Condition keys beside the global ones. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Whose resource it is; default: the caller's account. */
  readonly owner?: string;
  /** `all`: the caller may do anything as far as its own policies go, so that only the other side decides. */
  readonly caller?: 'all';
  /** `iam`: a key's own policy leaves it to the caller's account. `all`: the resource's own policy lets everybody, so that only the caller's side decides. `none`: it says nothing. */
  readonly resourceSide?: 'all' | 'iam' | 'none';
  /** Name of the one document that decides; neither the caller's others nor service control policies count. */
  readonly only?: string;
  readonly outsider?: boolean;
  /** The resource's account is in no organisation. */
  readonly isStray?: boolean;
  /** Name of a service control policy that somebody attached to the caller's account too. */
  readonly under?: string;
}

const everything: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** The resource's own policy: of a role its trust, of a key its key policy; EC2 has none. */
function resourcePolicyOf(files: readonly PolicyFile[], question: Question): object | undefined {
  if (question.resourceSide === 'iam')
    return {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Iam',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${question.who.split(':')[4]}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    };
  if (question.resourceSide === 'all') {
    const { Resource: _, ...open } = { ...everything.Statement[0], Principal: '*' };
    return {
      Version: '2012-10-17',
      Statement: [question.action.startsWith('sts:') ? open : { ...open, Resource: '*' }],
    };
  }
  if (question.resourceSide === 'none') return undefined;
  const [service = ''] = question.action.split(':');
  const kinds: Readonly<Record<string, PolicyFile['kind']>> = { sts: 'trust', sqs: 'queue', events: 'bus' };
  const kind = kinds[service] ?? 'key';
  return files.find((file) => file.kind === kind && file.targets.includes(question.resource))?.document;
}

/** A session of a role, as requests name it. */
const sessionOf = (role: string): string =>
  role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/').concat('/r-abcdefghjk');

/** True when IAM would let it happen under these documents. Throws when the simulator cannot read document or question. */
export async function isAllowed(files: readonly PolicyFile[], question: Question): Promise<boolean> {
  const account = question.who.split(':')[4] ?? '';
  const documents = (kind: PolicyFile['kind'], target: string) =>
    files.filter((file) => file.kind === kind && file.targets.includes(target));
  const own =
    question.caller === 'all'
      ? [everything]
      : (question.only ? files.filter(({ name }) => name === question.only) : documents('managed', question.who)).map(
          (file) => file.document,
        );
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html: neither them.
  const isService = !question.who.startsWith('arn:');
  const isUnbound = isService || question.who.includes(':role/aws-service-role/');
  const controls = question.only || isUnbound ? [] : documents('scp', account).map((file) => file.document);
  const more = files.filter(({ name }) => name === question.under).map((file) => file.document);
  const resourcePolicy = resourcePolicyOf(files, question);
  const org = question.outsider || isService ? {} : { 'aws:PrincipalOrgID': organization };
  const result = await runSimulation(
    {
      request: {
        principal: isService ? question.who : sessionOf(question.who),
        action: question.action,
        resource: { resource: question.resource, accountId: question.owner ?? account },
        contextVariables: {
          ...(isService ? {} : { 'aws:PrincipalArn': question.who, 'aws:PrincipalAccount': account }),
          'aws:RequestedRegion': 'eu-west-1',
          ...(question.isStray ? {} : { 'aws:ResourceOrgID': organization }),
          ...org,
          ...Object.fromEntries(
            Object.entries(question.context ?? {}).map(([key, value]) => [
              key,
              typeof value === 'string' ? value : [...value],
            ]),
          ),
        },
      },
      identityPolicies: own.map((policy, index) => ({ name: `own-${index}`, policy })),
      serviceControlPolicies: [
        {
          orgIdentifier: account,
          policies: [everything, ...controls, ...more].map((policy, index) => ({
            name: `scp-${index}`,
            policy,
          })),
        },
      ],
      resourceControlPolicies: [],
      ...(resourcePolicy ? { resourcePolicy } : {}),
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(`${question.action}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}
