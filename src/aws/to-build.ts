import type {
  Image,
  ImagePipeline,
  ImageSummary,
  WorkflowExecutionMetadata,
  WorkflowStepExecution,
  WorkflowStepMetadata,
} from '@aws-sdk/client-imagebuilder';
import type { Place } from '../core/aws.ts';
import type { Build, BuildDetails, Pipeline, WaitingStep, Workflow, WorkflowStep } from '../core/aws-builds.ts';
import { required } from './shapes.ts';

/** The SDK's pipeline as ours. */
export function toPipeline(pipeline: ImagePipeline, place: Place): Pipeline {
  const { schedule } = pipeline;
  return {
    arn: required(pipeline.arn, 'ImagePipeline.arn'),
    place,
    name: required(pipeline.name, 'ImagePipeline.name'),
    description: pipeline.description || undefined,
    isEnabled: pipeline.status !== 'DISABLED',
    schedule: schedule?.scheduleExpression
      ? {
          expression: schedule.scheduleExpression,
          timeZone: schedule.timezone ?? 'UTC',
          // AWS's default is the careful one.
          onlyWithUpdates: schedule.pipelineExecutionStartCondition !== 'EXPRESSION_MATCH_ONLY',
          disabledAfter: schedule.autoDisablePolicy?.failureCount,
        }
      : undefined,
    nextRunAt: pipeline.dateNextRun || undefined,
    lastStatus: pipeline.lastRunStatus,
    consecutiveFailures: pipeline.consecutiveFailures ?? 0,
  };
}

function startedBy(type: Image['buildType']): Build['startedBy'] {
  if (type === 'SCHEDULED') return 'schedule';
  return type === 'IMPORT' || type === 'IMPORT_ISO' ? 'import' : 'somebody';
}

/** The SDK's image build version as ours; a summary and the image in full have these fields in common. */
export const toBuild = (image: ImageSummary | Image, place: Place): Build => ({
  arn: required(image.arn, 'Image.arn'),
  place,
  name: required(image.name, 'Image.name'),
  version: image.version ?? '',
  status: required(image.state?.status, 'Image.state.status'),
  reason: image.state?.reason || undefined,
  startedBy: startedBy(image.buildType),
  createdAt: required(image.dateCreated, 'Image.dateCreated'),
  images: (image.outputResources?.amis ?? []).flatMap(({ image: id, accountId, region, name }) =>
    id && region ? [{ id, account: accountId ?? place.account, region, name: name ?? '' }] : [],
  ),
});

/** The SDK's image in full. Logs stand where AWS puts them when nothing else is configured. */
export function toBuildDetails(image: Image, place: Place): BuildDetails {
  const build = toBuild(image, place);
  const s3 = image.infrastructureConfiguration?.logging?.s3Logs;
  return {
    ...build,
    pipelineArn: image.sourcePipelineArn,
    pipelineName: image.sourcePipelineName,
    isTested: image.imageTestsConfiguration?.imageTestsEnabled !== false,
    logGroup: image.loggingConfiguration?.logGroupName ?? `/aws/imagebuilder/${build.name}`,
    logStream: build.version,
    logBucket: s3?.s3BucketName
      ? `s3://${[s3.s3BucketName, s3.s3KeyPrefix?.replace(/^\/|\/$/g, '')].filter(Boolean).join('/')}`
      : undefined,
  };
}

export const toWorkflow = (workflow: WorkflowExecutionMetadata): Workflow => ({
  id: required(workflow.workflowExecutionId, 'WorkflowExecution.workflowExecutionId'),
  kind: required(workflow.type, 'WorkflowExecution.type'),
  status: workflow.status ?? 'PENDING',
  message: workflow.message || undefined,
  steps: {
    total: workflow.totalStepCount ?? 0,
    succeeded: workflow.totalStepsSucceeded ?? 0,
    failed: workflow.totalStepsFailed ?? 0,
    skipped: workflow.totalStepsSkipped ?? 0,
  },
  isOld: workflow.retried === true,
});

export const toWorkflowStep = (step: WorkflowStepMetadata): WorkflowStep => ({
  id: required(step.stepExecutionId, 'WorkflowStep.stepExecutionId'),
  name: required(step.name, 'WorkflowStep.name'),
  action: step.action ?? '',
  status: step.status ?? 'PENDING',
  message: step.message || undefined,
});

export const toWaitingStep = (step: WorkflowStepExecution): WaitingStep => ({
  id: required(step.stepExecutionId, 'WaitingStep.stepExecutionId'),
  buildArn: required(step.imageBuildVersionArn, 'WaitingStep.imageBuildVersionArn'),
  name: required(step.name, 'WaitingStep.name'),
  since: step.startTime,
});
