import type { Place } from './aws.ts';

/** A pipeline of EC2 Image Builder: what it builds, when, and how it went lately. */
export interface Pipeline {
  readonly arn: string;
  readonly place: Place;
  readonly name: string;
  readonly description: string | undefined;
  readonly isEnabled: boolean;
  readonly schedule: PipelineSchedule | undefined;
  /** ISO 8601; absent without a schedule, or when it is disabled. */
  readonly nextRunAt: string | undefined;
  /** Of its newest build, as AWS writes it: `AVAILABLE`, `FAILED`, `TESTING`. */
  readonly lastStatus: string | undefined;
  /** Of scheduled builds, in a row. */
  readonly consecutiveFailures: number;
}

export interface PipelineSchedule {
  /** As AWS writes it: `cron(0 4 ? * MON *)` or `rate(1 day)`. */
  readonly expression: string;
  /** IANA name. */
  readonly timeZone: string;
  /** A run does nothing when no component or parent image has changed. */
  readonly onlyWithUpdates: boolean;
  /** AWS disables the pipeline after so many failed scheduled builds in a row. */
  readonly disabledAfter: number | undefined;
}

/** An AMI a build has put into an account and Region. */
export interface BuiltImage {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** One build of a pipeline ("image build version" in AWS's words). */
export interface Build {
  readonly arn: string;
  readonly place: Place;
  readonly name: string;
  /** `1.0.3/2`: recipe version and build number. */
  readonly version: string;
  /** As AWS writes it: `BUILDING`, `TESTING`, `DISTRIBUTING`, `AVAILABLE`, `FAILED`, `CANCELLED` … */
  readonly status: string;
  /** AWS's own words, when it failed. */
  readonly reason: string | undefined;
  /** By the pipeline's own schedule or by EventBridge, by somebody, or by an import. */
  readonly startedBy: 'schedule' | 'somebody' | 'import';
  /** ISO 8601. */
  readonly createdAt: string;
  readonly images: readonly BuiltImage[];
}

/** What only looking at a single build tells. */
export interface BuildDetails extends Build {
  readonly pipelineArn: string | undefined;
  readonly pipelineName: string | undefined;
  readonly isTested: boolean;
  /** CloudWatch Logs: the log group, and the build's stream in it. */
  readonly logGroup: string;
  readonly logStream: string;
  /** `s3://bucket/prefix`, where the infrastructure configuration names one. */
  readonly logBucket: string | undefined;
}

export type WorkflowKind = 'BUILD' | 'TEST' | 'DISTRIBUTION';

/** One run of one of a build's workflows, with its steps counted. */
export interface Workflow {
  readonly id: string;
  readonly kind: WorkflowKind;
  /** As AWS writes it: `RUNNING`, `COMPLETED`, `FAILED` … */
  readonly status: string;
  readonly message: string | undefined;
  readonly steps: {
    readonly total: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly skipped: number;
  };
  /** Belongs to an attempt that was tried again since. */
  readonly isOld: boolean;
}

export interface WorkflowStep {
  readonly id: string;
  readonly name: string;
  readonly action: string;
  readonly status: string;
  readonly message: string | undefined;
}

/** A step that waits for somebody's answer (`WaitForAction`). */
export interface WaitingStep {
  readonly id: string;
  readonly buildArn: string;
  readonly name: string;
  /** ISO 8601. */
  readonly since: string | undefined;
}

/** Reading EC2 Image Builder in one account and Region, as the reader role. Reads are paged and complete. */
export interface BuildsReader {
  pipelines(): Promise<readonly Pipeline[]>;
  /** Undefined when there is none with this ARN. */
  pipeline(arn: string): Promise<Pipeline | undefined>;
  /** Of one pipeline, newest first. */
  builds(pipelineArn: string): Promise<readonly Build[]>;
  /** Undefined when there is none with this ARN. */
  build(arn: string): Promise<BuildDetails | undefined>;
  /** Those that have begun, oldest first. */
  workflows(buildArn: string): Promise<readonly Workflow[]>;
  /** In their order. */
  steps(workflowId: string): Promise<readonly WorkflowStep[]>;
  /** All that wait in this account and Region. */
  waiting(): Promise<readonly WaitingStep[]>;
}

/** What is said to a step that waits. */
export interface StepAnswer {
  readonly stepId: string;
  readonly buildArn: string;
  /** `RESUME` completes the step and the build goes on; `STOP` fails the step. */
  readonly action: 'RESUME' | 'STOP';
  /** At most 1024 characters; stands in AWS. */
  readonly reason: string;
}

/** Writing to EC2 Image Builder, as the worker role. Tokens (1 to 36 characters) make each call safe to repeat. */
export interface BuildsWriter extends BuildsReader {
  /** A build of the pipeline begins; the same token gives the same build. */
  start(pipelineArn: string, token: string): Promise<{ readonly buildArn: string }>;
  /** @throws UserError wrong_state when it has ended already */
  cancel(buildArn: string, token: string): Promise<void>;
  /** Repeats what failed after the build stage, without building again. @throws UserError wrong_state when AWS will not */
  retry(buildArn: string, token: string): Promise<void>;
  /** @throws UserError wrong_state when the step does not wait any more */
  answer(answer: StepAnswer, token: string): Promise<void>;
}
