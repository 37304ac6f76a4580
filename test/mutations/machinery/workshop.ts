import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { makeDesk } from '../../../src/approvals/desk.ts';
import { makeRecheck } from '../../../src/approvals/recheck.ts';
import { tickWaiting } from '../../../src/approvals/tick-waiting.ts';
import type { AuditEntry } from '../../../src/core/audit.ts';
import type { Job, JobContext } from '../../../src/core/job.ts';
import { type ApprovalGiven, isFinal, type Run } from '../../../src/core/run.ts';
import { defaultTiming, type EngineParts } from '../../../src/engine/parts.ts';
import type { RedisClient } from '../../../src/store/connect.ts';
import { actor, type Kind, kinds, makeDirectory } from '../../approvals/support/people.ts';
import { silent } from '../../approvals/support/silent.ts';
import { changeJob, hour, runId, settings, vote, voteKeys, waitingRun } from '../../approvals/support/world.ts';
import { loggedIn } from '../../store/whole-log.ts';
import type { Machinery } from './load-machinery.ts';

/** A request that two people have approved. */
export const approved = (): Pick<Run, 'state' | 'approval'> => {
  const { approval } = waitingRun({}, { votes: [vote(kinds.first), vote(kinds.second)], decidedAt: 1_000_002 });
  return { state: 'queued', approval };
};

/** A store, a desk and a worker's hand on a real Redis, and a job that writes when it may. */
export function openWorkshop(machinery: Machinery, redis: RedisClient) {
  const prefix = `{m${randomUUID().slice(0, 8)}}:`;
  const store = machinery.makeStore({ redis, prefix });
  const directory = makeDirectory();
  const written: string[] = [];
  const given: ApprovalGiven[] = [];
  const begun: string[] = [];
  const woken: string[] = [];
  /** What planning reads now; another one than what people approved when it is set. */
  const world: { digest: string | undefined } = { digest: undefined };
  const job = {
    ...changeJob,
    result: z.object({}),
    async run(_plan: unknown, context: JobContext) {
      begun.push('run');
      await hooks.beforeStep?.();
      await context.step('tag', z.object({ at: z.number() }), async () => {
        await hooks.beforeWrite?.();
        if (hooks.confirms) given.push(await context.confirmApproval());
        written.push('tag');
        return { at: 1 };
      });
      await hooks.afterStep?.();
      return {};
    },
  } as unknown as Job;
  const hooks: {
    confirms: boolean;
    beforeStep?: () => Promise<void>;
    beforeWrite?: () => Promise<void>;
    afterStep?: () => Promise<void>;
  } = { confirms: true };
  const jobs = new Map([[job.name, job]]);
  const log = { ...silent, error: () => undefined };
  const wake = async (id: string): Promise<void> => void woken.push(id);
  const parts = {
    store,
    settings,
    log,
    tickWaiting,
    catalogue: { jobs, watches: new Map(), patrols: new Map(), chores: new Map() },
    aws: { writer: () => ({}), reader: () => ({}) },
    replan: async (run: Run) => ({
      plan: run.plan,
      digest: world.digest ?? run.digest,
      differences: ['it is another one'],
    }),
    recheck: makeRecheck({ directory, settings, jobs, voteKeys, clock: store.clock }),
    writesOf: () => [],
    polling: { minMs: 1000, maxMs: 1000 },
  } as unknown as EngineParts;
  const timing = { ...defaultTiming, busyMs: 0, busyMostMs: 0 };
  const advancer = machinery.makeAdvancer(parts, timing, wake);
  const desk = makeDesk({
    store: store.runs,
    audit: store.audit,
    directory,
    settings,
    jobs,
    voteKeys,
    wake,
    log,
  });
  const the = async (): Promise<Run> => {
    const run = await store.runs.get(runId);
    if (!run) throw new Error('there is no run');
    return run;
  };
  return {
    store,
    directory,
    desk,
    advancer,
    parts,
    timing,
    hooks,
    world,
    written,
    given,
    begun,
    woken,
    prefix,
    the,
    /** @param key the request's own */
    async request(more: Partial<Run> = {}, key: string = randomUUID()): Promise<Run> {
      const { run } = await store.runs.create(key, (now) => {
        const fresh = waitingRun({ requestedAt: now, changedAt: now, ...more });
        const approval = fresh.approval && { ...fresh.approval, expiresAt: now + hour, remindAt: undefined };
        return { run: { ...fresh, ...(approval ? { approval } : {}) }, audit: [] };
      });
      return run;
    },
    /** The refusal's code, or `stored`. */
    cast: (kind: Kind): Promise<string> =>
      desk.vote(actor(kinds[kind]), runId, { kind: 'approve' }).then(
        () => 'stored',
        (error: { code?: string }) => error.code ?? String(error),
      ),
    /** Advances the run until nothing more comes of it. */
    async work(turns = 4): Promise<Run> {
      for (let turn = 0; turn < turns && !isFinal((await the()).state); turn += 1) await advancer.advance(runId);
      return the();
    },
    /** Somebody else changes the record meanwhile. */
    change: (change: (run: Run, now: number) => Run) =>
      store.runs.update(runId, (run, now) => ({ run: change(run, now), audit: [] })),
    log: (): Promise<readonly AuditEntry[]> => loggedIn(store.audit),
  };
}
