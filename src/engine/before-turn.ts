import type { Run } from '../core/run.ts';
import { isFinal } from '../core/run.ts';
import { cancelledEnd } from './end-run.ts';
import { finish } from './finish.ts';
import { type Decide, isHeld } from './lease.ts';
import type { EngineParts } from './parts.ts';

const unknownJobMs = 60_000;
const quietMs = 3_600_000;

/** A write outside a turn: whoever holds the lease decides instead. */
const unlessHeld =
  (decide: Decide): Decide =>
  (run, now) =>
    isHeld(run, '', now) || isFinal(run.state) ? undefined : decide(run, now);

const dueAt = (moment: (now: number) => number): Decide =>
  unlessHeld((run, now) => ({ run, audit: [], card: false, due: moment(now) }));

/** People first: expiry and reminders, and the next moment at which there will be something to do. */
export async function touchWaiting(parts: EngineParts, run: Run): Promise<Run> {
  return parts.store.runs.update(run.id, (found, now) => {
    if (found.state !== 'waiting') return undefined;
    const { remindAt = 0, expiresAt = 0 } = found.approval ?? {};
    const moments = [remindAt, expiresAt].filter((at) => at > now);
    const due = moments.length > 0 ? Math.min(...moments) : now + quietMs;
    return parts.tickWaiting(found, now) ?? { run: found, audit: [], card: false, due };
  });
}

/**
 * What keeps a run from being worked on now: a cancellation, a moment that has not come, a job nobody here knows.
 * @returns the run when there is nothing left to do for now, else undefined
 */
export async function putOff({ store, catalogue, log }: EngineParts, run: Run): Promise<Run | undefined> {
  const { runs, clock } = store;
  const now = await clock();
  if (run.cancelAsked && !run.closing && !isHeld(run, '', now)) {
    const job = catalogue.jobs.get(run.job);
    const cancel = unlessHeld((found, at) =>
      found.closing ? undefined : finish(job, log, cancelledEnd(found))(found, at),
    );
    return runs.update(run.id, cancel);
  }
  const later = Math.max(run.startAt ?? 0, run.asleepUntil ?? 0);
  if (later > now) {
    const start = dueAt(() => later);
    return runs.update(run.id, start);
  }
  if (catalogue.jobs.has(run.job)) return undefined;
  // A newer version of Assay may know it: during a rollout both run side by side.
  log.warn({ run: run.id, job: run.job }, 'no such job in this version, left alone');
  const again = dueAt((at) => at + unknownJobMs);
  return runs.update(run.id, again);
}

/** Queues for what AWS rations. */
export async function gotShares({ store: { quotas }, catalogue }: EngineParts, run: Run): Promise<boolean> {
  const job = catalogue.jobs.get(run.job);
  const plan = job?.plan.safeParse(run.plan);
  const shares = plan?.success ? job?.target(plan.data).quota : undefined;
  // Taking back needs no share: what the run has, it keeps until it ends.
  return !shares || shares.length === 0 || run.closing !== undefined || quotas.acquire(run.id, shares);
}

/** Queues for the run's subject; the card tells whom it waits for. True when it is the run's turn. */
export async function gotSubject({ store: { runs, locks } }: EngineParts, run: Run): Promise<boolean> {
  const holder = await locks.acquire(run.subject, run.id);
  if (holder === run.id) return true;
  await runs.update(run.id, (found) =>
    found.behind === holder || found.state !== 'queued' ? undefined : { run: { ...found, behind: holder }, audit: [] },
  );
  // The holder may have ended between the two calls above, and have woken nobody.
  return (await locks.acquire(run.subject, run.id)) === run.id;
}
