import type { z } from 'zod';
import type { AwsWriter } from './aws.ts';
import type { Exemptions } from './exemptions.ts';
import type { IamNeed } from './iam.ts';
import type { Json } from './json.ts';
import type { Inline, Message } from './message.ts';
import type { Impact, PlanTarget } from './plan.ts';
import type { Reversal } from './reversal.ts';
import type { ApprovalGiven, Ending, Progress, RunState, RunView } from './run.ts';
import type { Schedules } from './schedule.ts';
import type { Settings } from './settings.ts';
import type { Observation, WatchRequest } from './watch.ts';

/** What one attempt of a step knows of earlier ones. */
export interface StepAttempt {
  /** True when an earlier attempt may have reached AWS: look before calling again. */
  readonly resumed: boolean;
  readonly signal: AbortSignal;
}

/** One of several targets: a run of another job, started by this one. */
export interface ChildRequest {
  /** Unique within the parent, equal whenever it is asked for again: `444455556666/eu-west-1`. */
  readonly key: string;
  /** A job under `src/jobs/`; its plan is all there is, approval was the parent's. */
  readonly job: string;
  readonly plan: Json;
}

export interface ChildEnd {
  readonly key: string;
  readonly runId: string;
  readonly state: RunState;
  /** Of a child that is done; parse it with its job's `result`. */
  readonly result?: Json | undefined;
  readonly ending: Ending;
}

/** What a job gets besides its plan. The function runs again from the top after every wait or crash: see `step`. */
export interface JobContext {
  readonly run: RunView;
  /** Clients of the worker role, on behalf of the run's requester. */
  readonly aws: AwsWriter;
  readonly settings: Settings;
  /** Standing orders; writing one belongs into a step. */
  readonly schedules: Pick<Schedules, 'get' | 'change'>;
  /** Exemptions; writing one belongs into a step. */
  readonly exemptions: Pick<Exemptions, 'get' | 'change'>;
  /** Aborted when the worker stops or has lost the run to another. */
  readonly signal: AbortSignal;

  /**
   * One side effect, done once per run: intent is stored before, the result after; a resumed run gets the stored result.
   * The call inside must be safe to repeat, since a process can die between AWS's answer and our write.
   */
  step<T extends z.ZodType>(
    key: string,
    result: T,
    act: (attempt: StepAttempt) => Promise<z.input<T>>,
  ): Promise<z.output<T>>;

  /**
   * Waits without holding a worker: the first call parks the run, a later one returns what was seen.
   * Anything awaited before it must be a step, since the function starts again from the top.
   */
  until(request: WatchRequest): Promise<Observation>;

  /**
   * Starts one child run per request and waits, without holding a worker, until all have ended; in the order of the
   * requests. Children have their own record, steps, lock and progress, and the parent's card shows them. One that fails
   * takes no other down. A job may ask again with more requests behind the first ones. After a retry of the parent its failed and cancelled children go on after their last finished step.
   */
  children(requests: readonly ChildRequest[]): Promise<readonly ChildEnd[]>;

  /**
   * Waits for a moment, without a worker and without the subject's lock: others may work on the subject meanwhile, so look
   * at everything again afterwards.
   * @param soFar what is done by then, for the card: "disabled"
   */
  sleep(until: Date, soFar?: string): Promise<void>;

  /**
   * For `release`: forgets finished steps whose effect was taken back, so that a retry does them anew. A token or name
   * that must not be used twice holds `run.retried?.count`.
   */
  forget(...steps: readonly string[]): Promise<void>;

  /** Shows how far the work is; written to the card when it changes. */
  progress(progress: Progress): Promise<void>;

  /**
   * The last check before a write that people approved: the plan is made again and must be equal, and every voter must
   * still be eligible. Call it inside the step that writes.
   * @param what `votes`: only the voters, for a write that comes after others of the same run, when the plan cannot come
   *   out equal any more because the run has done a part of it
   * @throws StaleError when what was approved changed; the run goes back to waiting when a vote is void
   */
  confirmApproval(what?: 'votes'): Promise<ApprovalGiven>;
}

/** How a job's runs are told to people. Data only. */
export interface JobPresentation<Plan, Result> {
  /** What it does, in a few words, without a verb form that ages: "AMI web-2026-11-23 from i-0a…". */
  title(plan: Plan, settings: Settings): readonly Inline[];
  /** What would be done, with its warnings: shown before it is sent, on the card, and to approvers. */
  planned(plan: Plan, settings: Settings): Message;
  /** Everything else an approver may want to see ("Details"). */
  details?(plan: Plan, settings: Settings): Message;
  done(plan: Plan, result: Result, run: RunView, settings: Settings): Message;
}

export interface Job<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** Past participle for cards: "created", "approved and tagged". */
  readonly doneWord: string;
  readonly plan: P;
  readonly result: R;
  /** Every AWS action it calls, used = declared is a test. */
  readonly iam: readonly IamNeed[];
  target(plan: z.output<P>): PlanTarget;
  /** True when people should have a moment to cancel before it starts (a reboot). */
  startsGently?(plan: z.output<P>): boolean;
  impact(plan: z.output<P>): Impact;
  /** What changed between two plans of the same request, a sentence each; shown when a run becomes stale. */
  differences?(before: z.output<P>, after: z.output<P>): readonly string[];
  readonly present: JobPresentation<z.output<P>, z.output<R>>;
  run(plan: z.output<P>, context: JobContext): Promise<z.input<R>>;
  /**
   * Takes back what was only temporary, before a run that began anything ends without success; its children have ended by
   * then. Steps and waits work as in `run`; their keys are its own and are forgotten at the end. What it throws as UserError
   * is told beside the ending.
   * How it will end stands in `context.run.closing`.
   * @param steps the finished steps of `run` with their results, by key
   * @returns a sentence for the ending, if there is something to say: "The unfinished copy ami-… was removed."
   */
  release?(plan: z.output<P>, context: JobContext, steps: Readonly<Record<string, Json>>): Promise<string | undefined>;
  /** What *Undo* would take back of a run, from its finished steps; children answer for themselves. */
  undo?(plan: z.output<P>, steps: Readonly<Record<string, Json>>, run: RunView): readonly Reversal[];
  /** True: a good end is told by the card alone, nobody is called. */
  quiet?(plan: z.output<P>, result: z.output<R>): boolean;
}

/** Declares a job; its file is found by being in `src/jobs/`. */
export const defineJob = <P extends z.ZodType, R extends z.ZodType>(job: Job<P, R>): Job<P, R> => job;
