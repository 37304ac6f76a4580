import { digestOf } from '../core/json.ts';
import { UserError } from '../core/outcome.ts';
import type { Impact } from '../core/plan.ts';
import type { ApprovalRule, Environment, Settings } from '../core/settings.ts';

/** Who must agree before a plan may be done. */
export interface Requirement {
  readonly environment: string;
  /** Distinct people other than the requester. */
  readonly minimum: number;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly expiresAfterHours: number;
  /** 0: nobody is reminded. */
  readonly remindAfterHours: number;
  /** Digest of the rule in force; a changed configuration changes it. */
  readonly policyDigest: string;
  /** Taking an approval away: a requester who is an approver needs nobody else. */
  readonly requesterSuffices: boolean;
}

/** The least number of people for production and for strangers, whatever the configuration says. */
const leastForProduction = 2;

function environmentNamed(name: string, settings: Settings): Environment & { readonly approvals: ApprovalRule } {
  const found = settings.environments.find((environment) => environment.name === name);
  if (found?.approvals) return { ...found, approvals: found.approvals };
  const others = settings.environments.filter(({ approvals }) => approvals).map((environment) => environment.name);
  throw new UserError('not_possible', `"${name}" has no approvers, so nothing can be approved for it.`, {
    field: 'environment',
    hint:
      others.length > 0
        ? `Choose ${others.join(' or ')}, or have approvers added to the configuration.`
        : 'Have approvers added to the configuration.',
  });
}

const reachesUnknown = (impact: Impact): boolean => (impact.unknownAccounts ?? []).length > 0;

/**
 * Whose approvers decide about accounts nobody configured, when no demand says: those of production.
 * @throws UserError when there are no approvers at all: nothing then goes to strangers
 */
function guardsAgainstStrangers({ environments, defaultEnvironment }: Settings): string {
  const able = environments.filter(({ approvals }) => approvals);
  const production = able.filter(({ isProduction }) => isProduction);
  const found = production.find(({ name }) => name === defaultEnvironment) ?? production[0] ?? able[0];
  if (found) return found.name;
  throw new UserError('not_possible', 'Giving something to an account outside the configuration needs two approvers.', {
    hint: 'Have approvers of an environment, or the account itself, added to the configuration.',
  });
}

/** The environments whose rule an extra demand brings in; accounts nobody configured bring one in always. */
function demanded(impact: Impact, settings: Settings): readonly string[] {
  const unknown = reachesUnknown(impact);
  const ofStrangers = settings.demands.filter(({ when }) => when.unknownAccounts === true);
  return [
    ...settings.demands
      .filter(({ when }) => when.destructive === true && impact.destructive === true)
      .map((demand) => demand.environment),
    ...(unknown ? ofStrangers.map((demand) => demand.environment) : []),
    ...(unknown && ofStrangers.length === 0 ? [guardsAgainstStrangers(settings)] : []),
  ];
}

/**
 * What must be agreed to, read from what a plan would do; the command's name plays no part.
 * @returns undefined when nobody has to agree
 * @throws UserError when no approvers are configured, or when two environments' rules would apply at once
 */
export function requirement(impact: Impact, settings: Settings): Requirement | undefined {
  const own = [impact.approvesFor, impact.endsFor, impact.exemptsFor, impact.interruptsIn].filter(
    (name) => name !== undefined,
  );
  const full = [...own, ...demanded(impact, settings)];
  const names = [...new Set([...full, ...(impact.revokesFor === undefined ? [] : [impact.revokesFor])])];
  const [name, second] = names;
  if (name === undefined) return undefined;
  // One request has one list of approvers: choosing one of two rules would be weaker than the configuration says.
  if (second !== undefined)
    throw new UserError('not_possible', `This needs the approvers of ${name} and of ${second} at once.`, {
      hint: 'Ask for the parts one by one, or have the demands in the configuration name one environment.',
    });
  const { approvals: rule, isProduction } = environmentNamed(name, settings);
  const onlyRevokes = full.length === 0;
  const isGrave = isProduction || reachesUnknown(impact) || impact.interruptsIn !== undefined;
  const least = isGrave ? leastForProduction : 1;
  const minimum = onlyRevokes ? 1 : Math.max(least, Math.ceil(rule.minimum));
  const users = [...new Set(rule.users)].sort();
  const groups = [...new Set(rule.groups)].sort();
  const { expiresAfterHours, remindAfterHours } = rule;
  return {
    environment: name,
    minimum,
    users,
    groups,
    expiresAfterHours,
    remindAfterHours,
    policyDigest: digestOf({ environment: name, minimum, users, groups, expiresAfterHours }),
    requesterSuffices: onlyRevokes,
  };
}
