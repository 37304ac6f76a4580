import type { z } from 'zod';
import type { AuditEntry } from './audit.ts';
import type { AwsReader } from './aws.ts';
import type { ConfigViews } from './config-view.ts';
import type { Exemptions } from './exemptions.ts';
import type { IamNeed } from './iam.ts';
import type { InputSchema } from './input.ts';
import type { Job } from './job.ts';
import type { LogState } from './log-watch.ts';
import type { Message } from './message.ts';
import type { Actor } from './people.ts';
import type { PolicyDescription } from './policies.ts';
import type { RoundTrouble } from './rounds.ts';
import type { Run, RunQuery, SealFault, Vote } from './run.ts';
import type { Schedule } from './schedule.ts';
import type { Settings } from './settings.ts';
import type { Unshown } from './store.ts';
import type { Owner, Violation } from './violation.ts';
import type { Violations } from './violations.ts';

/**
 * What people can do with requests and runs that exist. The same functions stand behind every button. A `delivery` is
 * Slack's own name of the click or line: what it changed, it does not change again when it is sent once more, also after
 * it was taken back.
 */
export interface Desk {
  vote(actor: Actor, runId: string, vote: Ballot, delivery?: string): Promise<Message>;
  /** Takes back one's own vote, or, as the requester, the request. */
  withdraw(actor: Actor, runId: string, delivery?: string): Promise<Message>;
  cancel(actor: Actor, runId: string, delivery?: string): Promise<Message>;
  retry(actor: Actor, runId: string, delivery?: string): Promise<Message>;
}

export interface Ballot {
  readonly kind: 'approve' | 'reject';
  /** Needed for a rejection. */
  readonly reason?: string | undefined;
  /** Digest of the document the voter saw, echoed by button or text; absent where a person only typed the run's id. */
  readonly digest?: string | undefined;
}

/** What people can do with schedules that are stored. Each is said in the schedule's channel, with who did it. */
export interface StandingOrders {
  pause(actor: Actor, name: string, delivery?: string): Promise<Message>;
  /** Moments that passed meanwhile are not made up for. */
  resume(actor: Actor, name: string, delivery?: string): Promise<Message>;
  /** Starts a run now, for the actor; the same one for the same delivery. @throws UserError while the last one has not ended */
  start(actor: Actor, name: string, delivery?: string): Promise<Message>;
  /** What its runs have made stays. */
  remove(actor: Actor, name: string, delivery?: string): Promise<Message>;
}

/** What people can do about what runs from AMIs it should not, without a run of its own. */
export interface Guard {
  /**
   * Says whose they are, also in the message that tells of them; tags do not change that any more.
   * @param violations of one account and Region
   * @returns how many were still open
   */
  assign(actor: Actor, violations: readonly Violation[], owner: Owner): Promise<number>;
}

/** What commands may read of the past. */
export interface Records {
  run(id: string): Promise<Run | undefined>;
  runs(query: RunQuery): Promise<readonly Run[]>;
  /** Why a vote on record is none that Assay wrote on that request of that requester; undefined when it is. */
  sealFault(run: Pick<Run, 'id' | 'requester'>, vote: Vote): SealFault | undefined;
  /** The children of a run, in the order they were started. */
  children(runId: string): Promise<readonly Run[]>;
  /** Audit lines about an AWS id or a run, oldest first. */
  history(about: string): Promise<readonly AuditEntry[]>;
  /** Why messages of a run could not be shown in Slack, newest last. */
  failures(runId: string): Promise<readonly string[]>;
  /** What Slack does not show now although it was tried, oldest first. */
  unshown(): Promise<readonly Unshown[]>;
  /** What is known to be wrong with the audit log. */
  auditLog(): Promise<LogState>;
  /** What patrols cannot look at now, and why. */
  troubles(): Promise<readonly RoundTrouble[]>;
  /** What runs from AMIs it should not, and what the sweeps could see. */
  readonly violations: Pick<Violations, 'list' | 'coverage' | 'get'>;
  /** What AWS Config's rule says beside that. */
  readonly configViews: Pick<ConfigViews, 'all'>;
  /** What may run although it should not, until when. */
  readonly exemptions: Pick<Exemptions, 'list' | 'get'>;
  /** All schedules, by name. */
  schedules(): Promise<readonly Schedule[]>;
}

/** One line of help for one command; built from what commands declare. */
export interface CommandHelp {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly examples: readonly string[];
  readonly details: readonly string[];
}

export interface CommandContext {
  readonly actor: Actor;
  /** Slack's name of the line or click, for the desk. */
  readonly delivery?: string | undefined;
  readonly requestedAt: Date;
  readonly settings: Settings;
  /** Reader role only. */
  readonly aws: AwsReader;
  readonly records: Records;
  readonly desk: Desk;
  readonly standing: StandingOrders;
  readonly guard: Guard;
  readonly help: readonly CommandHelp[];
  /** What `assay policy` generates for this configuration. @throws RangeError when AWS would not take one */
  readonly policies: () => readonly PolicyDescription[];
}

interface CommandBase<I extends InputSchema> {
  /** The verb after `/ami`. */
  readonly name: string;
  readonly summary: string;
  /** Whole lines without `/ami`; shown in help, run by a test. */
  readonly examples: readonly string[];
  /** zod object whose fields are described with `argument`. The modal is made from it. */
  readonly input: I;
  /** Every AWS action planning or answering calls. */
  readonly iam: readonly IamNeed[];
  /** Longer explanation, a paragraph each. */
  readonly details?: readonly string[];
  /** Where it stands in the menu that `/ami` alone opens; absent: not in the menu. */
  readonly menu?: { readonly group: 'AMIs' | 'Approvals' | 'Runs' | 'Help'; readonly label: string };
}

/** Asks for work: plans it by reading AWS; the job named by `job` does it. */
export interface PlanningCommand<I extends InputSchema = InputSchema, P extends z.ZodType = z.ZodType>
  extends CommandBase<I> {
  readonly job: Job<P, z.ZodType>;
  /**
   * Fully resolved and deterministic: planned again before the work starts, and must come out equal.
   * @throws UserError with the field and a way out
   */
  plan(input: z.output<I>, context: PlanContext): Promise<z.input<P>>;
  /** Why it is asked for; shown on the card, kept in the audit log. */
  reason?(input: z.output<I>): string | undefined;
}

/** What planning may use: it is repeated by the worker, so nothing that belongs to one conversation. */
export type PlanContext = Pick<CommandContext, 'actor' | 'requestedAt' | 'settings' | 'aws' | 'records'>;

/** Answers at once: reads, or acts on an existing request. */
export interface AnsweringCommand<I extends InputSchema = InputSchema> extends CommandBase<I> {
  answer(input: z.output<I>, context: CommandContext): Promise<Message>;
  /** Changes nothing, not even a record: an offer that names all it needs is answered without a form in between. */
  readonly onlyReads?: true;
}

export type Command = PlanningCommand | AnsweringCommand;

export const isPlanning = (command: Command): command is PlanningCommand => 'plan' in command;

/**
 * Declares a command; its file is found by being in `src/commands/`.
 * Types are kept narrow inside the declaration and erased for the registry, which checks every value with zod anyway.
 */
export function defineCommand<I extends InputSchema, P extends z.ZodType>(command: PlanningCommand<I, P>): Command;
export function defineCommand<I extends InputSchema>(command: AnsweringCommand<I>): Command;
export function defineCommand(command: unknown): Command {
  return command as Command;
}
