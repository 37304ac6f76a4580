import type { z } from 'zod';
import type { PlanContext, PlanningCommand } from '../core/command.ts';
import type { Job } from '../core/job.ts';
import { canonicalJson, digestOf } from '../core/json.ts';
import type { Run } from '../core/run.ts';

type StoredPlan = Run['plan'];

export interface Planned {
  /** As it is stored and shown again: JSON only. */
  readonly plan: StoredPlan;
  /** The same, parsed by its job. */
  readonly parsed: z.output<z.ZodType>;
  /** What people vote on. */
  readonly digest: string;
}

/** Digest of what would be done: one for a job and its plan, wherever it is computed. */
export const planDigest = (job: string, plan: StoredPlan): string => digestOf({ job, plan });

/**
 * Plans a request. Intake and worker both come here, so equal plans have equal digests.
 * @param input already read by the command's schema
 */
export async function planRequest(
  command: PlanningCommand,
  input: Readonly<Record<string, unknown>>,
  context: PlanContext,
): Promise<Planned> {
  return plannedFor(command.job, await command.plan(input, context));
}

/** @throws ZodError when the job cannot take that plan */
export function plannedFor(job: Job, found: unknown): Planned {
  const parsed = job.plan.parse(found);
  const plan = JSON.parse(canonicalJson(parsed)) as StoredPlan;
  return { plan, parsed, digest: planDigest(job.name, plan) };
}
