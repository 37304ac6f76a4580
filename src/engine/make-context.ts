import type { z } from 'zod';
import type { JobContext } from '../core/job.ts';
import type { Progress, Run } from '../core/run.ts';
import { advanceChildren } from './children.ts';
import { confirmPlan, confirmVotes, decisionLine } from './confirm-plan.ts';
import { Interruption } from './interruption.ts';
import { type Decide, fencedWriter } from './lease.ts';
import type { EngineParts } from './parts.ts';
import { viewOf } from './run-view.ts';
import { beginStep, endStep, forgetSteps, namedCalls, stepKey, unlessCancelled } from './steps.ts';
import { asStored } from './stored-value.ts';
import { beginWait, observed, waitKey } from './waits.ts';

/** One turn of a job: from taking the lease to letting it go. */
export interface Turn {
  readonly runId: string;
  /** Token of the lease; every write is refused without it. */
  readonly token: string;
  /** Aborted when the lease is lost or the worker has to end now. */
  readonly signal: AbortSignal;
  /** True once the worker is to stop: nothing new is begun. */
  stopping(): boolean;
}

export interface OpenContext {
  readonly context: JobContext;
  /** The first reason for which the turn cannot go on. */
  interruption(): Interruption | undefined;
  /** Keys of the waits that the job stands at. */
  readonly parkedAt: ReadonlySet<string>;
  /** Resolves when nothing the job began is under way any more. */
  settled(): Promise<void>;
}

/** Equal for people: percents are shown whole. */
const sameProgress = (a: Progress | undefined, b: Progress): boolean =>
  a?.phase === b.phase && Math.floor(a.percent ?? -1) === Math.floor(b.percent ?? -1);

/** @param first the run as it was when the turn began */
export function makeContext(parts: EngineParts, first: Run, turn: Turn): OpenContext {
  const fenced = fencedWriter(parts.store.runs, turn.runId, turn.token);
  let current = first;
  let stopped: Interruption | undefined;
  const parkedAt = new Set<string>();
  const underWay = new Set<Promise<unknown>>();

  const interrupt = (interruption: Interruption): Interruption => {
    stopped ??= interruption;
    return stopped;
  };
  /** Everything a job asks for goes through here: it is refused once the turn is over, and its interruption remembered. */
  async function during<T>(work: () => Promise<T>): Promise<T> {
    if (stopped) throw stopped;
    if (turn.stopping() || turn.signal.aborted) throw interrupt(new Interruption('stopping'));
    const going = work().catch((error: unknown) => {
      throw error instanceof Interruption ? interrupt(error) : error;
    });
    underWay.add(going);
    try {
      return await going;
    } finally {
      underWay.delete(going);
    }
  }
  const write = async (decide: Decide): Promise<Run> => {
    current = await fenced(decide);
    return current;
  };

  async function step<T extends z.ZodType>(name: string, schema: T, act: Parameters<JobContext['step']>[2]) {
    const key = stepKey(first, name);
    if (current.steps[key]?.state === 'done') return schema.parse(current.steps[key].result);
    let resumed = false;
    const begun = await write((run, now) => {
      resumed = run.steps[key] !== undefined;
      return beginStep(key)(run, now);
    });
    if (begun.steps[key]?.state === 'done') return schema.parse(begun.steps[key].result);

    const value = await act({ resumed, signal: turn.signal });
    // Parsed as it will be read back, before it is stored: a resumed run must see what this one sees.
    const result = asStored(value);
    const output = schema.parse(result);
    await write(endStep(key, result, namedCalls(parts.writesOf(first.id), resumed)));
    return output;
  }

  const context: JobContext = {
    run: viewOf(first),
    aws: parts.aws.writer({ reference: first.id, userId: first.requester.userId }),
    settings: parts.settings,
    schedules: {
      get: (name) => fenced.stored(parts.store.schedules.get(name)),
      change: (name, decide) => during(() => parts.store.schedules.change(name, decide)),
    },
    exemptions: {
      get: (id) => fenced.stored(parts.store.exemptions.get(id)),
      change: (id, decide) => during(() => parts.store.exemptions.change(id, decide)),
    },
    signal: turn.signal,

    step: (key, schema, act) => during(() => step(key, schema, act)),

    until: (request) =>
      during(async () => {
        const key = waitKey(request);
        const run = await write((found, now) => {
          if (!observed(found.waits[key])) unlessCancelled(found);
          return beginWait(request)(found, now);
        });
        const seen = observed(run.waits[key]);
        if (seen) return seen;
        // Listed before the run is parked, and by every turn anew: a list that was lost is complete again.
        const wait = run.waits[key];
        if (wait) await fenced.stored(parts.store.watches.add(run.id, key, wait));
        parkedAt.add(key);
        throw new Interruption('parked');
      }),

    children: (requests) =>
      during(async () => {
        const parent = await write((found) => {
          unlessCancelled(found);
          // A job may ask again with more of them, and does so from the top: the number never shrinks.
          if ((found.children ?? 0) >= requests.length) return undefined;
          return { run: { ...found, children: requests.length }, audit: [], card: false };
        });
        const ends = await fenced.stored(advanceChildren(parts, parent, requests));
        if (ends) return ends;
        throw new Interruption('parent');
      }),

    sleep: (until, soFar) =>
      during(async () => {
        let isOver = false;
        await write((found, now) => {
          unlessCancelled(found);
          isOver = now >= until.getTime();
          return undefined;
        });
        if (!isOver) throw new Interruption('asleep', { until: until.getTime(), soFar });
      }),

    forget: (...steps) => during(async () => void (await write(forgetSteps(steps)))),

    progress: (next) =>
      during(async () => {
        if (sameProgress(current.progress, next)) return;
        await write((run) =>
          sameProgress(run.progress, next) ? undefined : { run: { ...run, progress: next }, audit: [] },
        );
      }),

    confirmApproval: (what) =>
      during(async () => {
        const run = await write(() => undefined);
        if (what !== 'votes') await confirmPlan(parts, run);
        const given = await confirmVotes(parts, run);
        return given.approvers.length > 0 ? { ...given, decision: await decisionLine(parts, run) } : given;
      }),
  };

  return {
    context,
    interruption: () => stopped,
    parkedAt,
    settled: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
