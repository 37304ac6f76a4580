import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { organisationPath } from '../world/organisation.ts';
import type { PolicyDocument, World } from '../world/world.ts';
import type { Policies } from './policy-set.ts';
import type { Session } from './session.ts';

/** One thing a call needs to be allowed: an action on a resource under these conditions. */
export interface Permission {
  /** `ec2:CreateTags`. */
  readonly action: string;
  /** ARN, or `*` for actions without resource-level permissions. */
  readonly resource: string;
  readonly resourceAccountId: string;
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Key policy or trust policy of the resource. */
  readonly resourcePolicy?: PolicyDocument;
}

export type Verdict = { readonly isAllowed: true } | { readonly isAllowed: false; readonly because: string };

export interface Authorize {
  (session: Session, region: string, permission: Permission): Promise<Verdict>;
  /** What was asked and allowed so far, each once, with the policies that allowed it. */
  granted(): readonly Simulation[];
}

const ALLOWED: Verdict = { isAllowed: true };
const FULL_ACCESS = {
  name: 'FullAWSAccess',
  policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};

/**
 * Decides as IAM would, from the principal's policies, the resource's policy and the organisation's SCPs.
 * Decisions are cached: the simulator needs milliseconds, and a bot asks the same thing all day.
 */
export function makeAuthorize(world: World, policies: Policies, unconfigured: 'allow' | 'deny'): Authorize {
  const decided = new Map<string, Verdict>();
  const granted = new Map<string, Simulation>();
  const authorize = async (session: Session, region: string, permission: Permission): Promise<Verdict> => {
    // Another account's key for data decides for itself, whatever this account lets its people do.
    const isForeignKey =
      permission.context?.['kms:KeyUsage'] === 'ENCRYPT_DECRYPT' && permission.resourceAccountId !== session.accountId;
    if (!policies.isInstalled && unconfigured === 'allow' && !isForeignKey) {
      return ALLOWED;
    }
    const simulation = makeSimulation(world, policies, unconfigured, session, region, permission);
    const key = JSON.stringify([policies.version, simulation]);
    const verdict = decided.get(key) ?? (await decide(simulation));
    decided.set(key, verdict);
    if (verdict.isAllowed) granted.set(key, simulation);
    return verdict;
  };
  return Object.assign(authorize, { granted: () => [...granted.values()] });
}

function makeSimulation(
  world: World,
  policies: Policies,
  unconfigured: 'allow' | 'deny',
  session: Session,
  region: string,
  permission: Permission,
): Simulation {
  const caller = world.accounts.get(session.accountId);
  // AWS binds neither of them, whatever is attached where.
  const isUnbound =
    session.accountId === world.organisation.managementAccountId ||
    session.principalArn.includes(':role/aws-service-role/');
  const controls = caller?.isMember && !isUnbound ? policies.serviceControlPolicies(session.accountId) : undefined;
  // The account itself, or a world where nobody said yet what people may do.
  const isUnlimited = session.principalArn.endsWith(':root') || (!policies.isInstalled && unconfigured === 'allow');
  const context: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries({
    ...globalContext(world, session, region, permission),
    ...permission.context,
  })) {
    if (value !== undefined) {
      context[name] = typeof value === 'string' ? value : [...value];
    }
  }
  return {
    request: {
      principal: session.arn,
      action: permission.action,
      // A resource that does not exist yet is `image/*` in AWS's messages; only a policy that allows every image
      // covers it. A name no real image has makes the simulator see it the same way.
      resource: { resource: permission.resource.replace(/\/\*$/, '/new'), accountId: permission.resourceAccountId },
      contextVariables: context,
    },
    identityPolicies: isUnlimited
      ? [FULL_ACCESS]
      : policies
          .identityPolicies(session.principalArn)
          .map((policy, index) => ({ name: `${session.principalArn}#${index}`, policy })),
    serviceControlPolicies:
      controls === undefined
        ? []
        : [
            {
              orgIdentifier: session.accountId,
              policies: [FULL_ACCESS, ...controls.map((policy, index) => ({ name: `scp#${index}`, policy }))],
            },
          ],
    resourceControlPolicies: [],
    ...(session.sessionPolicy === undefined ? {} : { sessionPolicy: session.sessionPolicy }),
    ...(permission.resourcePolicy === undefined ? {} : { resourcePolicy: permission.resourcePolicy }),
  };
}

function globalContext(
  world: World,
  session: Session,
  region: string,
  permission: Permission,
): Record<string, string | readonly string[] | undefined> {
  const path = organisationPath(world, world.accounts.get(session.accountId));
  const orgOf = (accountId: string) => (world.accounts.get(accountId)?.isMember ? world.organisation.id : undefined);
  return {
    'aws:PrincipalArn': session.principalArn,
    'aws:PrincipalAccount': session.accountId,
    'aws:PrincipalOrgID': orgOf(session.accountId),
    'aws:PrincipalOrgPaths': path === undefined ? undefined : [path],
    'aws:PrincipalType': session.isRole ? 'AssumedRole' : 'User',
    'aws:userid': session.userId,
    'aws:SourceIdentity': session.sourceIdentity,
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': permission.resource === '*' ? undefined : permission.resourceAccountId,
    'aws:ResourceOrgID': permission.resource === '*' ? undefined : orgOf(permission.resourceAccountId),
    'aws:SecureTransport': 'true',
    ...Object.fromEntries([...session.tags].map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
  };
}

async function decide(simulation: Simulation): Promise<Verdict> {
  const action = simulation.request.action;
  const answer = await runSimulation(simulation, {});
  if (answer.resultType === 'error') {
    if (answer.errors.message === 'invalid.action') {
      // Newer than the simulator's list of actions (ec2:GetImageFindings is): decide without its validation.
      return runUnsafeSimulation(simulation, {}) === 'Allowed'
        ? ALLOWED
        : { isAllowed: false, because: `because no identity-based policy allows the ${action} action` };
    }
    throw new Error(`the policies installed in the fake AWS cannot be read: ${JSON.stringify(answer.errors)}`);
  }
  if (answer.overallResult === 'Allowed' || answer.resultType !== 'single') {
    return answer.overallResult === 'Allowed'
      ? ALLOWED
      : { isAllowed: false, because: `because no identity-based policy allows the ${action} action` };
  }
  const { identityAnalysis, resourceAnalysis, scpAnalysis, sessionAnalysis } = answer.result.analysis;
  const denier = [
    { name: 'a service control policy', result: scpAnalysis?.result },
    { name: 'a session policy', result: sessionAnalysis?.result },
    { name: 'an identity-based policy', result: identityAnalysis?.result },
    { name: 'a resource-based policy', result: resourceAnalysis?.result },
  ].find(({ result }) => result === 'ExplicitlyDenied' || result === 'DeniedForAccount');
  if (denier !== undefined) {
    return { isAllowed: false, because: `with an explicit deny in ${denier.name}` };
  }
  const isIdentitySilent = identityAnalysis?.result !== 'Allowed';
  const isSessionSilent = sessionAnalysis !== undefined && sessionAnalysis.result !== 'Allowed';
  const silent = isIdentitySilent ? 'identity-based' : isSessionSilent ? 'session' : 'resource-based';
  return { isAllowed: false, because: `because no ${silent} policy allows the ${action} action` };
}
