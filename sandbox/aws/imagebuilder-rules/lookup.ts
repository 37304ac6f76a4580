import type { Call } from '../server/action.ts';
import type { BuildRecord, PipelineRecord, StepRecord, WorkflowRecord } from '../world/builder.ts';
import { builderError } from './builder-error.ts';

const PIPELINE_ARN = /^arn:aws[^:]*:imagebuilder:[^:]+:[0-9]{12}:image-pipeline\/[a-z0-9-_]+$/;
const BUILD_ARN = /^arn:aws[^:]*:imagebuilder:[^:]+:[0-9]{12}:image\/[a-z0-9-_]+\/[0-9]+\.[0-9]+\.[0-9]+\/[0-9]+$/;

/**
 * A pipeline of the caller's account and Region.
 *
 * @throws AwsError `InvalidParameterValueException`, `ResourceNotFoundException`
 */
export function pipelineByArn(call: Call, arn: string): PipelineRecord {
  if (!PIPELINE_ARN.test(arn)) {
    throw builderError.parameter(`The value supplied for parameter 'imagePipelineArn' is not valid: ${arn}`);
  }
  const pipeline = call.place.builder.pipelines.get(arn);
  if (pipeline === undefined) {
    throw builderError.notFound(arn);
  }
  return pipeline;
}

/**
 * A build of the caller's account and Region.
 *
 * @throws AwsError `InvalidParameterValueException`, `ResourceNotFoundException`
 */
export function buildByArn(call: Call, arn: string): BuildRecord {
  if (!BUILD_ARN.test(arn)) {
    throw builderError.parameter(`The value supplied for parameter 'imageBuildVersionArn' is not valid: ${arn}`);
  }
  const build = call.place.builder.builds.get(arn);
  if (build === undefined) {
    throw builderError.notFound(arn);
  }
  return build;
}

export interface FoundStep {
  readonly build: BuildRecord;
  readonly workflow: WorkflowRecord;
  readonly step: StepRecord;
}

/** Every step of every build here. */
export function everyStep(call: Call): readonly FoundStep[] {
  return [...call.place.builder.builds.values()].flatMap((build) =>
    build.workflows.flatMap((workflow) => workflow.steps.map((step) => ({ build, workflow, step }))),
  );
}

/** @throws AwsError `ResourceNotFoundException` */
export function stepById(call: Call, id: string): FoundStep {
  const found = everyStep(call).find(({ step }) => step.id === id);
  if (found === undefined) {
    throw builderError.notFound(id);
  }
  return found;
}

/** It stands at a `WaitForAction` step and may be answered. */
export const isWaiting = ({ build, step }: FoundStep): boolean =>
  step.action === 'WaitForAction' && step.status === 'RUNNING' && !['FAILED', 'CANCELLED'].includes(build.status);
