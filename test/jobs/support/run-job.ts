import type { z } from 'zod';
import type { Job, JobContext } from '../../../src/core/job.ts';
import { BusyError } from '../../../src/core/outcome.ts';
import type { ApprovalGiven, Progress, RunView } from '../../../src/core/run.ts';
import type { Settings } from '../../../src/core/settings.ts';
import type { Observation, WatchRequest } from '../../../src/core/watch.ts';
import { imageWatch } from '../../../src/watches/image.ts';
import { type AwsWorld, anna } from '../../support/aws-world.ts';

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
  /** How often a look at AWS was put off because it was busy or not consistent. */
  busy: string[];
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
  /** Called before each look at what the run waits for, and after each busy answer. */
  readonly meanwhile?: (looks: number) => void;
  readonly mostBusy?: number;
}

const key = (request: WatchRequest): string => `${request.watch}:${request.target}`;
const breath = async (): Promise<void> => await new Promise((resolve) => setTimeout(resolve, 5));

/** A run of a job in memory: what a step returned goes through JSON and its schema, as through Redis. */
export function testRun<P extends z.ZodType, R extends z.ZodType>(
  world: AwsWorld,
  job: Job<P, R>,
  plan: z.input<P>,
  options: TestRunOptions = {},
): TestRun<z.output<R>> {
  const requestedAt = Date.parse('2026-11-23T10:15:30Z');
  const view: RunView = {
    id: options.id ?? 'r-abcdefghjk',
    requester: { userId: anna.userId, teamId: anna.teamId },
    requestedAt,
    reason: 'tests',
    approval: undefined,
    ...options.view,
  };
  const settings = { ...world.settings, ...options.settings };
  const waits = new Map<string, Observation>();
  const dying = new Set<string>();
  const stored = job.plan.parse(JSON.parse(JSON.stringify(job.plan.parse(plan))));

  const context: JobContext = {
    run: view,
    aws: world.aws.writer({ reference: view.id, userId: anna.userId }),
    settings,
    signal: new AbortController().signal,
    async step(name, schema, act) {
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
    async progress(progress) {
      run.progress.push(progress);
    },
    async confirmApproval() {
      run.confirmations += 1;
      if (!options.confirm) throw new Error('this test expects no approval');
      return await options.confirm();
    },
  };

  async function wait(request: WatchRequest): Promise<void> {
    if (request.watch !== imageWatch.name) throw new Error(`no watch ${request.watch}`);
    const reader = world.aws.reader({ reference: 'watch', userId: 'assay' }, { patience: 'job' });
    const since = new Date();
    for (let looks = 0; ; looks += 1) {
      options.meanwhile?.(looks);
      const seen = await imageWatch.look([{ id: request.target, since }], request.place, reader, new Date());
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

  const run: TestRun<z.output<R>> = {
    view,
    steps: new Map(),
    progress: [],
    observations: [],
    confirmations: 0,
    busy: [],
    crashAfter: (step) => void dying.add(step),
    async go() {
      for (;;) {
        try {
          return job.result.parse(await job.run(stored, context)) as z.output<R>;
        } catch (error) {
          if (error instanceof Parked) await wait(error.request);
          else if (error instanceof BusyError && run.busy.length < (options.mostBusy ?? 50)) {
            run.busy.push(error.message);
            options.meanwhile?.(run.busy.length);
            await breath();
          } else throw error;
        }
      }
    },
  };
  return run;
}
