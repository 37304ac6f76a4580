import type { ChainTail } from '../core/audit.ts';
import type { Json } from '../core/json.ts';
import { StaleError } from '../core/outcome.ts';
import type { ApprovalGiven, Run } from '../core/run.ts';
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
 * Checks that the approval a run stands on still holds; also that a run without one needs none.
 * @throws StaleError when nothing can mend the request, Interruption voided when other people may still approve
 */
export async function confirmVotes({ recheck }: Pick<EngineParts, 'recheck'>, run: Run): Promise<ApprovalGiven> {
  const checked = await recheck(run);
  if (checked.ok) return checked.given;
  if (checked.stale) throw new StaleError([checked.why]);
  throw new Interruption('voided', { voided: checked });
}

/** The line of the audit log with which the approval of a run was complete: the newest, where votes had to be given again. */
export async function decisionLine({ store }: Pick<EngineParts, 'store'>, run: Run): Promise<ChainTail | undefined> {
  const lines = await store.audit.about(run.id);
  const found = lines.findLast(
    ({ action, outcome, runId }) => action === 'decision' && outcome === 'approved' && runId === run.id,
  );
  return found && { sequence: found.sequence, hash: found.hash };
}
