import type { Json } from '../core/json.ts';
import { StaleError } from '../core/outcome.ts';
import type { Run } from '../core/run.ts';
import { Interruption } from './interruption.ts';
import type { EngineParts } from './parts.ts';
import { planDifferences } from './plan-differences.ts';

/**
 * Makes the plan again and holds it against the one that was asked for. Runs of the clock have no command to plan from.
 * @throws StaleError with what changed
 */
export async function confirmPlan({ replan }: Pick<EngineParts, 'replan'>, run: Run): Promise<void> {
  if (!run.command) return;
  const now = await replan(run);
  if (now.digest === run.digest) return;
  const found = now.differences ?? planDifferences(run.plan as Json, now.plan);
  throw new StaleError(found.length > 0 ? found : ['what would be done is no longer the same']);
}

/**
 * Checks that every vote the run stands on still counts.
 * @throws Interruption voided
 */
export async function confirmVotes({ recheck }: Pick<EngineParts, 'recheck'>, run: Run): Promise<void> {
  if (!run.approval) return;
  const verdict = await recheck(run);
  if (verdict !== 'ok') throw new Interruption('voided', { lost: verdict });
}
