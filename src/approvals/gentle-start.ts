import type { Job } from '../core/job.ts';
import type { Run } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';

/** When a run may start that gives people a moment to cancel first; undefined for those that start at once. */
export function gentleStart(
  run: Pick<Run, 'job' | 'plan'>,
  around: { readonly settings: Settings; readonly jobs: ReadonlyMap<string, Job> },
  now: number,
): number | undefined {
  const job = around.jobs.get(run.job);
  const plan = job?.plan.safeParse(run.plan);
  if (!job?.startsGently || !plan?.success || !job.startsGently(plan.data)) return undefined;
  return now + Math.round(around.settings.graceSeconds * 1000);
}
