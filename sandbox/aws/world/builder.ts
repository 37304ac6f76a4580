import type { BuildType, ImageStatus, WorkflowType } from '@aws-sdk/client-imagebuilder';

/** What EC2 Image Builder holds of one account in one Region. */
export interface Builder {
  /** By ARN. */
  readonly pipelines: Map<string, PipelineRecord>;
  /** By build version ARN, oldest first. */
  readonly builds: Map<string, BuildRecord>;
  /** Client tokens and what they were used for. */
  readonly tokens: Map<string, { readonly request: string; readonly answer: string }>;
}

export interface PipelineRecord {
  readonly arn: string;
  readonly name: string;
  readonly seed: PipelineSeed;
  readonly createdAt: Date;
  status: 'ENABLED' | 'DISABLED';
  /** Of scheduled builds, in a row. */
  consecutiveFailures: number;
  /** How often the seed's failing step may still fail. */
  failuresLeft: number;
}

export interface StepRecord {
  readonly id: string;
  readonly name: string;
  readonly action: string;
  status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'SKIPPED';
  message: string | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
}

export interface WorkflowRecord {
  readonly id: string;
  readonly type: WorkflowType;
  readonly steps: readonly StepRecord[];
  status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  startedAt: number | undefined;
  endedAt: number | undefined;
  /** Belongs to an attempt that was tried again. */
  isOld: boolean;
}

/** An AMI a build has put somewhere. */
export interface OutputAmi {
  readonly imageId: string;
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

export interface BuildRecord {
  readonly arn: string;
  readonly pipelineArn: string;
  readonly name: string;
  /** `1.0.3/2`. */
  readonly version: string;
  readonly buildType: BuildType;
  readonly createdAt: Date;
  /** How long one step takes. */
  readonly stepMs: number;
  readonly workflows: WorkflowRecord[];
  status: ImageStatus;
  reason: string | undefined;
  /** The AMI of the build stage, in the pipeline's own Region. */
  builtImageId: string | undefined;
  readonly amis: OutputAmi[];
}

/** Where a pipeline's AMIs go. Absent account: the pipeline's own. */
export interface DistributionSeed {
  readonly region: string;
  readonly accountId?: string;
  /** `{{ imagebuilder:buildDate }}` as Image Builder knows it, and `{{ build }}` for the build number. */
  readonly name: string;
  readonly launchPermissions?: readonly string[];
}

export interface PastBuildSeed {
  readonly ageDays: number;
  readonly status: ImageStatus;
  readonly reason?: string;
  readonly buildType: BuildType;
}

export interface PipelineSeed {
  readonly name: string;
  readonly description: string;
  readonly platform?: 'Linux' | 'Windows';
  readonly status?: 'ENABLED' | 'DISABLED';
  /** Recipe version; builds count up behind it. */
  readonly version: string;
  readonly schedule?: {
    readonly expression: string;
    readonly timezone: string;
    readonly onlyWithUpdates?: boolean;
    readonly failureCount?: number;
    /** From now. */
    readonly nextInHours: number;
  };
  /** The AMI built upon. */
  readonly parentImageId: string;
  readonly sizeGiB: number;
  readonly workflows: readonly {
    readonly type: WorkflowType;
    readonly steps: readonly { readonly name: string; readonly action: string; readonly timeoutSeconds?: number }[];
  }[];
  readonly distributions: readonly DistributionSeed[];
  /** One step that goes wrong: always, or so many times. */
  readonly fails?: { readonly step: string; readonly message: string; readonly times?: number };
  readonly logs?: { readonly bucket: string; readonly prefix: string };
  readonly consecutiveFailures?: number;
  readonly past?: readonly PastBuildSeed[];
}
