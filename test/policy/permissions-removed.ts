import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';

/** A role's kind and one action of one statement of its documents: what can be given or left out. */
export interface RolePermission {
  /** "AssayReader" */
  readonly role: string;
  readonly sid: string;
  readonly action: string;
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
}
interface Document {
  readonly Statement: readonly Statement[];
}

export const roleOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat();
const documentsOf = ({ identityPolicies }: Simulation): readonly Document[] =>
  identityPolicies.map(({ policy }) => policy as Document);

/** Of whom a request was: identity policies are named after their role. */
export const askedBy = ({ identityPolicies }: Simulation): string =>
  roleOf((identityPolicies[0]?.name ?? '').replace(/#\d+$/, ''));

/** Everything that the documents of a request's role allow, one action of one statement at a time. */
export const permissionsOf = (simulation: Simulation): readonly RolePermission[] =>
  documentsOf(simulation)
    .flatMap(({ Statement }) => Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement) =>
      actionsOf(statement).map((action) => ({ role: askedBy(simulation), sid: statement.Sid ?? '', action })),
    );

const without = (document: Document, { sid, action }: RolePermission): Document => ({
  ...document,
  Statement: document.Statement.flatMap((statement) => {
    if (statement.Sid !== sid || statement.Effect !== 'Allow') return [statement];
    const left = actionsOf(statement).filter((one) => one !== action);
    return left.length > 0 ? [{ ...statement, Action: left }] : [];
  }),
});

/** Whether IAM would still allow a request when its role lost a permission. */
export async function isStillAllowed(simulation: Simulation, lost: RolePermission): Promise<boolean> {
  const weakened = {
    ...simulation,
    identityPolicies: simulation.identityPolicies.map(({ name, policy }) => ({
      name,
      policy: without(policy as Document, lost),
    })),
  } as Simulation;
  const answer = await runSimulation(weakened, {});
  // Newer than the simulator's list of actions: it decides without its validation, as in the sandbox.
  if (answer.resultType === 'error') return runUnsafeSimulation(weakened, {}) === 'Allowed';
  return answer.overallResult === 'Allowed';
}
