import { z } from 'zod';
import type { JobContext } from '../core/job.ts';
import { isFinal, type Progress, type Run, type Wait } from '../core/run.ts';
import type { Observation, WatchRequest } from '../core/watch.ts';
import { approvalGiven } from './approval-given.ts';
import { confirmPlan, confirmVotes } from './confirm-plan.ts';
import { Interruption } from './interruption.ts';
import { type Decide, fencedBy } from './lease.ts';
import type { EngineParts } from './parts.ts';
import { inGoodOrder } from './settle.ts';

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

const waitKey = ({ watch, place, target }: WatchRequest): string =>
  `${watch}:${place.account}:${place.region}:${target}`;

function observed(wait: Wait | undefined): Observation | undefined {
  return wait?.seen && wait.seen.state !== 'pending' ? (wait.seen as Observation) : undefined;
}

/** A value as it will be read back. @throws ZodError when JSON cannot hold it */
export const asStored = (value: unknown): Run['result'] =>
  value === undefined ? undefined : z.json().parse(JSON.parse(JSON.stringify(value)));

/** AWS ids in a step's result: the audit line and the history of these things know the run by them. */
const awsIds = (result: unknown): readonly string[] => [
  ...new Set((JSON.stringify(result) ?? '').match(/\b(?:ami|snap|i|vol)-[0-9a-f]{8,17}\b/g) ?? []),
];

/** Equal for people: percents are shown whole. */
const sameProgress = (a: Progress | undefined, b: Progress): boolean =>
  a?.phase === b.phase && Math.floor(a.percent ?? -1) === Math.floor(b.percent ?? -1);

/** `first` is the run as it was when the turn began. */
export function makeContext(parts: EngineParts, first: Run, turn: Turn): OpenContext {
  const { runs, watches } = parts.store;
  let current = first;
  let stopped: Interruption | undefined;
  const parkedAt = new Set<string>();
  const underWay = new Set<Promise<unknown>>();

  const interrupt = (interruption: Interruption): Interruption => {
    stopped ??= interruption;
    return stopped;
  };

  const mayGoOn = (): void => {
    if (stopped) throw stopped;
    if (turn.stopping() || turn.signal.aborted) throw interrupt(new Interruption('stopping'));
  };

  /** The store's errors are not the job's: they end the turn, never the run. */
  const stored = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw interrupt(error instanceof Interruption ? error : new Interruption('store', { cause: error }));
    }
  };
  const write = async (decide: Decide): Promise<Run> => {
    current = await stored(runs.update(turn.runId, fencedBy(turn.token, decide)));
    return current;
  };

  const follow = <A extends readonly unknown[], T>(work: (...args: A) => Promise<T>): ((...args: A) => Promise<T>) => {
    return async (...args) => {
      const going = work(...args);
      underWay.add(going);
      try {
        return await going;
      } finally {
        underWay.delete(going);
      }
    };
  };

  async function step<T extends z.ZodType>(
    key: string,
    schema: T,
    act: Parameters<JobContext['step']>[2],
  ): Promise<z.output<T>> {
    mayGoOn();
    const known = current.steps[key];
    if (known?.state === 'done') return schema.parse(known.result);
    let resumed = false;
    const begun = await write((run, now) => {
      const found = run.steps[key];
      if (found?.state === 'done') return undefined;
      if (run.cancelAsked) throw new Interruption('cancelled');
      resumed = found !== undefined;
      if (resumed) return undefined;
      return { run: { ...run, steps: { ...run.steps, [key]: { state: 'intent', at: now } } }, audit: [], card: false };
    });
    if (begun.steps[key]?.state === 'done') return schema.parse(begun.steps[key].result);

    const value = await act({ resumed, signal: turn.signal });
    // As it will be read back: a resumed run must see what this one sees.
    const result = asStored(value);
    const output = schema.parse(result);
    const ids = awsIds(result);
    await write((run, now) => {
      const about = [...new Set([...run.about, ...ids])];
      return {
        run: {
          ...inGoodOrder(run),
          about,
          steps: { ...run.steps, [key]: { state: 'done', at: now, ...(result === undefined ? {} : { result }) } },
        },
        audit: [
          {
            action: 'aws',
            actor: run.requester.userId,
            runId: run.id,
            about,
            outcome: 'done',
            details: { step: key, ...(ids.length > 0 ? { ids: [...ids] } : {}) },
          },
        ],
      };
    });
    return output;
  }

  async function until(request: WatchRequest): Promise<Observation> {
    mayGoOn();
    const key = waitKey(request);
    const { watch, place, target } = request;
    const run = await write((found, now) => {
      if (found.waits[key]) return undefined;
      if (found.cancelAsked) throw new Interruption('cancelled');
      const wait = { watch, account: place.account, region: place.region, target, since: now };
      return { run: { ...found, waits: { ...found.waits, [key]: wait } }, audit: [], card: false };
    });
    const seen = observed(run.waits[key]);
    if (seen) return seen;
    // Listed before the run is parked, and by every turn anew: a list that was lost is complete again.
    if (run.waits[key]) await stored(watches.add(run.id, key, run.waits[key]));
    parkedAt.add(key);
    throw interrupt(new Interruption('parked'));
  }

  async function progress(next: Progress): Promise<void> {
    mayGoOn();
    if (sameProgress(current.progress, next)) return;
    await write((run) =>
      sameProgress(run.progress, next) ? undefined : { run: { ...run, progress: next }, audit: [] },
    );
  }

  const context: JobContext = {
    run: viewOf(first),
    aws: parts.aws.writer({ reference: first.id, userId: first.requester.userId }),
    settings: parts.settings,
    signal: turn.signal,
    step: (key, schema, act) => follow(() => step(key, schema, act))(),
    until: follow(until),
    progress: follow(progress),
    confirmApproval: follow(async () => {
      mayGoOn();
      const run = await write(() => undefined);
      await confirmPlan(parts, run);
      await confirmVotes(parts, run).catch((error: unknown) => {
        throw error instanceof Interruption ? interrupt(error) : error;
      });
      return approvalGiven(run);
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

/** What jobs and presentations see of a run. */
export function viewOf(run: Run): JobContext['run'] {
  const { id, requester, requestedAt, reason, approval } = run;
  return {
    id,
    requester,
    requestedAt,
    ...(reason === undefined ? {} : { reason }),
    ...(approval === undefined ? {} : { approval }),
  };
}

/** A parked run goes to sleep only while nothing of what it waits for has come. */
export const parkAt =
  (keys: ReadonlySet<string>, parkMs: number): Decide =>
  (run, now) => {
    const { lease: _lease, ...rest } = run;
    const awake = run.cancelAsked !== undefined || [...keys].some((key) => observed(run.waits[key]));
    const due = awake || isFinal(run.state) ? now : now + parkMs;
    return { run: { ...inGoodOrderOfWaiting(rest), starts: 0 }, audit: [], card: false, due };
  };

const inGoodOrderOfWaiting = (run: Run): Run => {
  const { mistakes: _mistakes, ...rest } = run;
  return { ...rest, attempts: 0 };
};
