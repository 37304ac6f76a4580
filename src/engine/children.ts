import { planDigest } from '../approvals/plan-request.ts';
import { requeued } from '../approvals/retry-run.ts';
import { newRunId } from '../approvals/run-id.ts';
import type { ChildEnd, ChildRequest } from '../core/job.ts';
import { canonicalJson } from '../core/json.ts';
import { ParentEnded } from '../core/parent-ended.ts';
import { isFinal, type Run } from '../core/run.ts';
import type { Change, RunStore } from '../core/store.ts';
import { Interruption } from './interruption.ts';
import type { EngineParts } from './parts.ts';

/** Records written at the same time. */
const batch = 20;

async function inBatches<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < all.length; first += batch) await Promise.all(all.slice(first, first + batch).map(work));
}

/** Only another worker can have ended the parent meanwhile. */
const fencedOff = (error: unknown): never => {
  throw error instanceof ParentEnded ? new Interruption('fenced') : error;
};

/** The first record of a child: asked for by the same person, in the same place for its words. */
function childOf(
  parent: Run,
  request: ChildRequest,
  { catalogue }: Pick<EngineParts, 'catalogue'>,
  now: number,
): Change {
  const job = catalogue.jobs.get(request.job);
  if (!job) throw new TypeError(`there is no job "${request.job}" for a child`);
  const parsed = job.plan.parse(request.plan);
  const plan = JSON.parse(canonicalJson(parsed)) as Run['plan'];
  const { place, subject, about } = job.target(parsed);
  const run: Run = {
    id: newRunId(),
    state: 'queued',
    job: request.job,
    plan,
    digest: planDigest(request.job, plan),
    ...(parent.reason === undefined ? {} : { reason: parent.reason }),
    place,
    subject,
    about: [...about],
    requester: parent.requester,
    channel: parent.channel,
    requestedAt: now,
    changedAt: now,
    steps: {},
    waits: {},
    attempts: 0,
    starts: 0,
    parent: { runId: parent.id, key: request.key },
  };
  const details = { digest: run.digest, parent: parent.id, key: request.key };
  return {
    run,
    audit: [
      {
        action: 'requested',
        actor: parent.requester.userId,
        runId: run.id,
        about: [...about],
        outcome: 'recorded',
        details,
      },
    ],
    due: now,
  };
}

/** A child that came to a bad end before its parent was tried again has another try. */
const again = (parent: Run, child: Run): boolean =>
  (child.state === 'failed' || child.state === 'cancelled') && child.changedAt <= (parent.retried?.at ?? 0);

const endOf = (child: Run): ChildEnd => ({
  key: child.parent?.key ?? '',
  runId: child.id,
  state: child.state,
  result: child.result as ChildEnd['result'],
  ending: child.ending ?? { code: 'bug', message: 'It ended without a word.' },
});

/**
 * Starts what is not started yet, puts back what is to be tried again.
 * @returns every child's end, in the order of the requests; undefined while one of them has not ended
 * @throws Interruption fenced when the parent has ended meanwhile
 */
export async function advanceChildren(
  parts: EngineParts,
  parent: Run,
  requests: readonly ChildRequest[],
): Promise<readonly ChildEnd[] | undefined> {
  const { runs } = parts.store;
  const known = new Map((await runs.children(parent.id)).map((child) => [child.parent?.key, child]));
  const missing = requests.filter(({ key }) => !known.has(key));
  const asked = requests.flatMap(({ key }) => known.get(key) ?? []);
  const failed = asked.filter((child) => again(parent, child));
  // The same key asked for twice, by a worker that was thought dead, is the same child.
  await inBatches(missing, (request) =>
    runs.create(`${parent.id}/${request.key}`, (now) => childOf(parent, request, parts, now)).catch(fencedOff),
  );
  await inBatches(failed, (child) =>
    runs
      .update(child.id, (found, now) => (again(parent, found) ? { ...requeued(found, now), audit: [] } : undefined))
      .catch(fencedOff),
  );
  if (missing.length > 0 || failed.length > 0) return undefined;
  return asked.every(({ state }) => isFinal(state)) ? asked.map(endOf) : undefined;
}

/**
 * Asks every child that has not ended to stop.
 * @returns true when there was one
 */
export async function stopChildren(runs: RunStore, parent: Run, by: string): Promise<boolean> {
  if (!parent.children) return false;
  const open = (await runs.children(parent.id)).filter(({ state }) => !isFinal(state));
  await inBatches(open, (child) =>
    runs.update(child.id, (found, now) =>
      isFinal(found.state) || found.cancelAsked
        ? undefined
        : { run: { ...found, cancelAsked: { by, at: now } }, audit: [], due: now },
    ),
  );
  return open.length > 0;
}
