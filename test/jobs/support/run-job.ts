import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { loadCatalogue } from '../../../src/core/catalogue.ts';
import type { ChildEnd, ChildRequest, Job, JobContext } from '../../../src/core/job.ts';
import type { Json } from '../../../src/core/json.ts';
import { BusyError, StaleError, UserError } from '../../../src/core/outcome.ts';
import type { Reversal } from '../../../src/core/reversal.ts';
import type { ApprovalGiven, Progress, RunView } from '../../../src/core/run.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { Observation, WatchRequest } from '../../../src/core/watch.ts';
import { type AwsWorld, anna } from '../../support/aws-world.ts';
import { memoryExemptions } from '../../support/memory-exemptions.ts';
import { memorySchedules } from '../../support/memory-schedules.ts';

/** The process died here. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Unwinds a job that waits for AWS; it starts again from the top, as the engine does it. */
class Parked extends Error {
  readonly request: WatchRequest;
  constructor(request: WatchRequest) {
    super('parked');
    this.request = request;
  }
}

/** Unwinds a job that waits for its children. */
class ParentParked extends Error {
  readonly requests: readonly ChildRequest[];
  constructor(requests: readonly ChildRequest[]) {
    super('waits for its children');
    this.requests = requests;
  }
}

/** Unwinds a job that sleeps. */
class Asleep extends Error {
  readonly until: Date;
  constructor(until: Date) {
    super('asleep');
    this.until = until;
  }
}

const everything = loadCatalogue(new URL('../../../src/', import.meta.url));

interface StoredStep {
  state: 'intent' | 'done';
  result?: unknown;
}

export interface TestRun<R> {
  readonly view: RunView;
  readonly steps: Map<string, StoredStep>;
  readonly progress: Progress[];
  readonly observations: Observation[];
  /** How often the votes were checked again. */
  confirmations: number;
  /** What was checked again each time. */
  readonly confirmed: string[];
  /** How often a look at AWS was put off because it was busy or not consistent. */
  busy: string[];
  /** Moments it slept until. Each is over as soon as it was asked for. */
  readonly slept: Date[];
  /** Its children by key, once they were started. */
  readonly children: Map<string, TestRun<unknown>>;
  /** What `release` said after a failure or a cancellation. */
  released: string | undefined;
  /** Ends the run as a cancellation would: children first, then `release`. */
  cancel(): Promise<void>;
  /** What *Retry* does before the next `go`. */
  retry(): void;
  /** What *Undo* would take back of it now, without its children. */
  undo(): readonly Reversal[];
  /** Dies once after this step's call to AWS, before its result is stored. */
  crashAfter(step: string): void;
  /** One process's life: from the top, over every wait and every busy answer, to the result. */
  go(): Promise<R>;
}

export interface TestRunOptions {
  readonly id?: string;
  readonly settings?: Partial<Settings>;
  readonly view?: Partial<RunView>;
  readonly confirm?: () => Promise<ApprovalGiven> | ApprovalGiven;
  /** Called when the run sleeps, before it wakes. */
  readonly asleep?: (until: Date) => Promise<void> | void;
  /** Called before each look at what the run waits for, and after each busy answer. */
  readonly meanwhile?: (looks: number) => void;
  readonly mostBusy?: number;
  /** Absent: in memory. */
  readonly exemptions?: JobContext['exemptions'];
}

const key = (request: WatchRequest): string => `${request.watch}:${request.target}`;
/** Unlike any other, as in life: AMIs are known by the run that made them. */
const childId = (parent: string, key: string): string =>
  `r-${createHash('sha256')
    .update(`${parent} ${key}`)
    .digest('hex')
    .slice(0, 10)
    .replace(/[01lo]/g, 'x')}`;
const breath = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 5));

/** A run of a job in memory: what a step returned goes through JSON and its schema, as through Redis. */
export function testRun<P extends z.ZodType, R extends z.ZodType>(
  world: AwsWorld,
  job: Job<P, R>,
  plan: z.input<P>,
  options: TestRunOptions = {},
): TestRun<z.output<R>> {
  const requestedAt = Date.parse('2026-11-23T10:15:30Z');
  const view: { -readonly [Key in keyof RunView]: RunView[Key] } = {
    id: options.id ?? 'r-abcdefghjk',
    requester: { userId: anna.userId, teamId: anna.teamId },
    requestedAt,
    reason: 'tests',
    approval: undefined,
    ...options.view,
  };
  const settings = { ...world.settings, ...options.settings };
  const waits = new Map<string, Observation>();
  const ends = new Map<string, ChildEnd>();
  let closing = false;
  const dying = new Set<string>();
  const stored = job.plan.parse(JSON.parse(JSON.stringify(job.plan.parse(plan))));

  const context: JobContext = {
    run: view,
    aws: world.aws.writer({ reference: view.id, userId: anna.userId }),
    settings,
    schedules: memorySchedules(world.past.schedules),
    exemptions: options.exemptions ?? memoryExemptions(world.past.exemptions),
    signal: new AbortController().signal,
    async step(asked, schema, act) {
      const name = closing ? `closing/${asked}` : asked;
      const before = run.steps.get(name);
      if (before?.state === 'done') return schema.parse(JSON.parse(JSON.stringify(before.result)));
      run.steps.set(name, { state: 'intent' });
      const result = schema.parse(await act({ resumed: before !== undefined, signal: context.signal }));
      if (dying.delete(name)) throw new Crash(`after ${name}`);
      run.steps.set(name, { state: 'done', result });
      return schema.parse(JSON.parse(JSON.stringify(result)));
    },
    async until(request) {
      const seen = waits.get(key(request));
      if (seen) return seen;
      throw new Parked(request);
    },
    async children(requests) {
      const found = requests.map(({ key: name }) => ends.get(name));
      if (found.some((end) => end === undefined)) throw new ParentParked(requests);
      return found.filter((end) => end !== undefined);
    },
    async sleep(until) {
      if (run.slept.some((at) => at.getTime() === until.getTime())) return;
      throw new Asleep(until);
    },
    async forget(...names) {
      for (const name of names) run.steps.delete(name);
    },
    async progress(progress) {
      run.progress.push(progress);
    },
    async confirmApproval(what) {
      run.confirmations += 1;
      run.confirmed.push(what ?? 'plan and votes');
      if (!options.confirm) throw new Error('this test expects no approval');
      return await options.confirm();
    },
  };

  async function wait(request: WatchRequest): Promise<void> {
    const kind = (await everything).watches.get(request.watch);
    if (!kind) throw new Error(`no watch ${request.watch}`);
    const reader = world.aws.reader({ reference: 'watch', userId: 'assay' }, { patience: 'job' });
    const since = new Date();
    for (let looks = 0; ; looks += 1) {
      options.meanwhile?.(looks);
      const seen = await kind.look([{ id: request.target, since }], request.place, reader, new Date());
      const observation = seen.get(request.target);
      if (!observation) throw new Error(`the watch says nothing about ${request.target}`);
      run.observations.push(observation);
      if (observation.state !== 'pending') {
        waits.set(key(request), observation);
        return;
      }
      await breath();
    }
  }

  /** One child after the other: their order must not matter. */
  async function runChildren(requests: readonly ChildRequest[]): Promise<void> {
    for (const { key: name, job: jobName, plan: childPlan } of requests) {
      if (ends.has(name)) continue;
      const childJob = (await everything).jobs.get(jobName);
      if (!childJob) throw new Error(`no job ${jobName}`);
      const child =
        run.children.get(name) ??
        testRun(world, childJob, childPlan, {
          ...options,
          id: childId(view.id, name),
          // People agreed to the parent.
          view: { ...options.view, approval: undefined, parent: { runId: view.id, key: name } },
        });
      run.children.set(name, child as TestRun<unknown>);
      const end = { key: name, runId: child.view.id };
      try {
        const result = (await child.go()) as ChildEnd['result'];
        ends.set(name, { ...end, state: 'done', result, ending: { code: 'done', message: 'done.' } });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const { code, message, hint } = error;
        ends.set(name, { ...end, state: 'failed', ending: { code, message, ...(hint ? { hint } : {}) } });
      }
    }
  }

  /** From the top, over every wait and every busy answer, to the end. */
  async function through<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Parked) await wait(error.request);
        else if (error instanceof ParentParked) await runChildren(error.requests);
        else if (error instanceof Asleep) {
          await options.asleep?.(error.until);
          run.slept.push(error.until);
        } else if (error instanceof BusyError && run.busy.length < (options.mostBusy ?? 50)) {
          run.busy.push(error.message);
          options.meanwhile?.(run.busy.length);
          await breath();
        } else throw error;
      }
    }
  }

  function finishedSteps(): Readonly<Record<string, Json>> {
    const done = [...run.steps].filter(([, step]) => step.state === 'done');
    return Object.fromEntries(done.map(([name, step]) => [name, (step.result ?? null) as Json]));
  }

  async function close(state: 'failed' | 'cancelled'): Promise<void> {
    if (!job.release || run.steps.size === 0) return;
    closing = true;
    view.closing = {
      state,
      actor: anna.userId,
      ending: { code: state === 'failed' ? 'aws_failed' : state, message: '' },
    };
    try {
      const finished = finishedSteps();
      run.released = await through(async () => job.release?.(stored, context, finished));
    } finally {
      delete view.closing;
      for (const name of run.steps.keys()) if (name.startsWith('closing/')) run.steps.delete(name);
      closing = false;
    }
  }

  const run: TestRun<z.output<R>> = {
    view,
    steps: new Map(),
    progress: [],
    observations: [],
    confirmations: 0,
    confirmed: [],
    busy: [],
    slept: [],
    children: new Map(),
    released: undefined,
    async cancel() {
      for (const [name, child] of run.children) if (!ends.has(name)) await child.cancel();
      await close('cancelled');
    },
    retry() {
      view.retried = { at: Date.now(), count: (view.retried?.count ?? 0) + 1 };
      for (const [name, seen] of waits) if (seen.state !== 'done') waits.delete(name);
      for (const [name, { state }] of ends) {
        if (state === 'done') continue;
        run.children.get(name)?.retry();
        ends.delete(name);
      }
    },
    undo: () => job.undo?.(stored, finishedSteps(), view) ?? [],
    crashAfter: (step) => void dying.add(step),
    async go() {
      try {
        return await through(async () => job.result.parse(await job.run(stored, context)) as z.output<R>);
      } catch (error) {
        if (error instanceof UserError || error instanceof StaleError) await close('failed');
        throw error;
      }
    },
  };
  return run;
}
