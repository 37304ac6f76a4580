import type {
  Image,
  ImageSummary,
  WorkflowExecutionMetadata,
  WorkflowStepMetadata,
} from '@aws-sdk/client-imagebuilder';
import type { BuildRecord, PipelineRecord, StepRecord, WorkflowRecord } from '../world/builder.ts';

const at = (moment: number | undefined): string | undefined =>
  moment === undefined ? undefined : new Date(moment).toISOString();

/** A build as lists show it. */
export const presentSummary = (build: BuildRecord): ImageSummary => ({
  arn: build.arn,
  name: build.name,
  type: 'AMI',
  version: build.version,
  platform: 'Linux',
  state: { status: build.status, reason: build.reason },
  owner: build.arn.split(':')[4],
  dateCreated: build.createdAt.toISOString(),
  outputResources: {
    amis: build.amis.map(({ imageId, accountId, region, name }) => ({
      image: imageId,
      accountId,
      region,
      name,
      state: { status: 'AVAILABLE' },
    })),
  },
  buildType: build.buildType,
});

/** A build in full. */
export function presentBuild(build: BuildRecord, pipeline: PipelineRecord | undefined): Image {
  const { owner: _owner, ...summary } = presentSummary(build);
  const logs = pipeline?.seed.logs;
  return {
    ...summary,
    sourcePipelineArn: build.pipelineArn,
    sourcePipelineName: pipeline?.name,
    imageTestsConfiguration: {
      imageTestsEnabled: pipeline?.seed.workflows.some(({ type }) => type === 'TEST') ?? true,
    },
    ...(logs === undefined
      ? {}
      : {
          infrastructureConfiguration: {
            logging: { s3Logs: { s3BucketName: logs.bucket, s3KeyPrefix: logs.prefix } },
          },
        }),
  };
}

/** One run of a workflow, with its steps counted. */
export function presentWorkflow(workflow: WorkflowRecord): WorkflowExecutionMetadata {
  const count = (status: StepRecord['status']): number =>
    workflow.steps.filter((step) => step.status === status).length;
  return {
    workflowExecutionId: workflow.id,
    type: workflow.type,
    status: workflow.status,
    totalStepCount: workflow.steps.length,
    totalStepsSucceeded: count('COMPLETED'),
    totalStepsFailed: count('FAILED'),
    totalStepsSkipped: count('SKIPPED'),
    startTime: at(workflow.startedAt),
    endTime: at(workflow.endedAt),
    retried: workflow.isOld,
  };
}

export const presentStep = (step: StepRecord): WorkflowStepMetadata => ({
  stepExecutionId: step.id,
  name: step.name,
  action: step.action,
  status: step.status,
  message: step.message,
  startTime: at(step.startedAt),
  endTime: at(step.endedAt),
});
