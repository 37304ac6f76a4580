import type { Job } from '../core/job.ts';
import type { Json } from '../core/json.ts';
import type { Actor } from '../core/people.ts';
import type { Run } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import type { RunStore } from '../core/store.ts';
import { firstRecord } from './first-record.ts';
import { plannedFor } from './plan-request.ts';
import { requirement } from './policy.ts';
import { newRunId } from './run-id.ts';

/** A run that the clock, a patrol or a button starts, without a command. */
export interface Order {
  /** Makes it once, for ever. */
  readonly requestKey: string;
  readonly job: Job;
  readonly plan: Json;
  readonly channel: string;
  readonly requester: Actor;
  /** For the audit log: "schedule nightly", "patrol builds". */
  readonly cause: string;
  readonly startAt?: number | undefined;
}

/**
 * Stores a run for an order, under the same approval policy as what people ask for: a plan that needs approvers waits for
 * them, and whoever stands behind the order is its requester, who may not approve it.
 * @throws ZodError when the job cannot take the plan; UserError when the policy cannot be applied
 */
export async function orderRun(
  store: Pick<RunStore, 'create'>,
  settings: Settings,
  order: Order,
): Promise<{ readonly run: Run; readonly created: boolean }> {
  const { job, channel, requester, cause, startAt } = order;
  const planned = plannedFor(job, order.plan);
  const rule = requirement(job.impact(planned.parsed), settings);
  const id = newRunId();
  return store.create(
    order.requestKey,
    (now) =>
      firstRecord(
        { id, requester, channel, cause, job, planned, rule, reason: undefined, requestedAt: now, startAt, settings },
        now,
      ),
    'ever',
  );
}
