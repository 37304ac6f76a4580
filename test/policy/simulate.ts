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
  /** `iam`: a key's own policy leaves it to the caller's account. `all`: the resource's own policy lets everybody, so that only the caller's side decides. */
  readonly resourceSide?: 'all' | 'iam';
  /** Name of the one document that decides; neither the caller's others nor service control policies count. */
  readonly only?: string;
  readonly outsider?: boolean;
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
  const kind = question.action.startsWith('sts:') ? 'trust' : 'key';
  return files.find((file) => file.kind === kind && file.targets.includes(question.resource))?.document;
}

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
  const controls = question.only ? [] : documents('scp', account).map((file) => file.document);
  const resourcePolicy = resourcePolicyOf(files, question);
  const org = question.outsider ? {} : { 'aws:PrincipalOrgID': organization };
  const result = await runSimulation(
    {
      request: {
        principal: question.who.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/').concat('/r-abcdefghjk'),
        action: question.action,
        resource: { resource: question.resource, accountId: question.owner ?? account },
        contextVariables: {
          'aws:PrincipalArn': question.who,
          'aws:PrincipalAccount': account,
          'aws:RequestedRegion': 'eu-west-1',
          'aws:ResourceOrgID': organization,
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
          policies: [everything, ...controls].map((policy, index) => ({
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
