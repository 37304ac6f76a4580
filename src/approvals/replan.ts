import type { Aws } from '../core/aws.ts';
import type { Catalogue } from '../core/catalogue.ts';
import { isPlanning, type Records } from '../core/command.ts';
import { StaleError, UserError } from '../core/outcome.ts';
import type { Run } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import { planDigest, planRequest } from './plan-request.ts';
import { readInput } from './read-input.ts';

/** A run's plan as it comes out now. */
export interface Replanned {
  readonly plan: Run['plan'];
  readonly digest: string;
  /** What changed, a sentence each; empty when the digests are equal. */
  readonly differences: readonly string[];
}

export interface ReplanParts {
  readonly catalogue: Pick<Catalogue, 'commands' | 'jobs'>;
  readonly records: Records;
  readonly aws: Aws;
  readonly settings: Settings;
}

/**
 * Plans a run again, as its requester and as of the moment it was asked for: only AWS may differ.
 * @throws StaleError when it cannot be planned any more; UserError as the command's `plan` does
 */
export function makeReplan(parts: ReplanParts): (run: Run) => Promise<Replanned> {
  const { catalogue, records, aws, settings } = parts;
  return async (run) => {
    // The clock's runs have no command: their plan is all there is, and it must still be the one that was hashed.
    if (!run.command)
      return planDigest(run.job, run.plan) === run.digest
        ? { plan: run.plan, digest: run.digest, differences: [] }
        : { plan: run.plan, digest: planDigest(run.job, run.plan), differences: ['its record was altered'] };
    const command = catalogue.commands.get(run.command.name);
    if (!command || !isPlanning(command) || command.job.name !== run.job)
      throw new StaleError([`Assay does not know the command "${run.command.name}" for this any more`]);
    let input: Readonly<Record<string, unknown>>;
    try {
      input = readInput(command, run.command.input);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new StaleError([`Assay was updated since, and it must be asked for in another way: ${error.message}`]);
    }
    const { plan, parsed, digest } = await planRequest(command, input, {
      actor: run.requester,
      requestedAt: new Date(run.requestedAt),
      settings,
      aws: aws.reader({ reference: run.id, userId: run.requester.userId }),
      records,
    });
    if (digest === run.digest) return { plan, digest, differences: [] };
    const before = command.job.plan.safeParse(run.plan);
    const told = before.success ? (command.job.differences?.(before.data, parsed) ?? []) : [];
    return { plan, digest, differences: told.length > 0 ? told : ['what would be done now is not what was asked for'] };
  };
}
