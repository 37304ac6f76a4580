import { putBuiltImage, putDistributedImages, takenName } from './build-images.ts';
import type { BuildRecord, PipelineRecord, StepRecord, WorkflowRecord } from './builder.ts';
import { allPlaces } from './places.ts';
import type { Place, World } from './world.ts';

const STATUS = { BUILD: 'BUILDING', TEST: 'TESTING', DISTRIBUTION: 'DISTRIBUTING' } as const;
const FINAL = ['AVAILABLE', 'CANCELLED', 'FAILED', 'DEPRECATED', 'DELETED', 'DISABLED'];

/** Nothing happens to this build any more, unless it is tried again. */
export const isOver = (build: BuildRecord): boolean => FINAL.includes(build.status);

/**
 * Lets time pass for the builds: step after step, workflow after workflow.
 *
 * @returns whether anything changed
 */
export function advanceBuilds(world: World, now: number): boolean {
  let changed = false;
  for (const place of allPlaces(world)) {
    for (const build of place.builder.builds.values()) {
      const pipeline = place.builder.pipelines.get(build.pipelineArn);
      while (pipeline !== undefined && !isOver(build) && advanceOne(world, place, pipeline, build, now)) {
        changed = true;
      }
    }
  }
  return changed;
}

/** One move of one build, if it is time for one. */
function advanceOne(world: World, place: Place, pipeline: PipelineRecord, build: BuildRecord, now: number): boolean {
  const workflow = build.workflows.find((one) => !one.isOld && one.status !== 'COMPLETED');
  if (workflow === undefined) {
    settle(pipeline, build, 'AVAILABLE', undefined);
    return true;
  }
  if (workflow.startedAt === undefined) {
    const begun = endOfLast(build) ?? build.createdAt.getTime() + build.stepMs;
    if (now < begun) {
      return false;
    }
    workflow.status = 'RUNNING';
    workflow.startedAt = begun;
    build.status = STATUS[workflow.type];
    return true;
  }
  const step = workflow.steps.find((one) => one.status !== 'COMPLETED');
  if (step === undefined) {
    endWorkflow(world, place, pipeline, build, workflow);
    return true;
  }
  return advanceStep(world, place, pipeline, build, workflow, step, now);
}

function advanceStep(
  world: World,
  place: Place,
  pipeline: PipelineRecord,
  build: BuildRecord,
  workflow: WorkflowRecord,
  step: StepRecord,
  now: number,
): boolean {
  if (step.startedAt === undefined) {
    const before = workflow.steps[workflow.steps.indexOf(step) - 1];
    step.startedAt = before?.endedAt ?? workflow.startedAt ?? now;
    step.status = 'RUNNING';
    return true;
  }
  if (step.action === 'WaitForAction' || now < step.startedAt + build.stepMs) {
    return false;
  }
  const { fails } = pipeline.seed;
  if (fails?.step === step.name && pipeline.failuresLeft > 0) {
    pipeline.failuresLeft -= 1;
    failStep(pipeline, build, workflow, step, fails.message, now);
    return true;
  }
  const taken = takenName(world, place, pipeline, build, step.action);
  if (taken !== undefined) {
    failStep(pipeline, build, workflow, step, taken, now);
    return true;
  }
  step.status = 'COMPLETED';
  step.endedAt = step.startedAt + build.stepMs;
  return true;
}

function endWorkflow(
  world: World,
  place: Place,
  pipeline: PipelineRecord,
  build: BuildRecord,
  workflow: WorkflowRecord,
): void {
  workflow.status = 'COMPLETED';
  workflow.endedAt = workflow.steps.at(-1)?.endedAt ?? workflow.startedAt;
  if (workflow.type === 'BUILD') {
    putBuiltImage(world, place, pipeline, build);
  }
  if (workflow.type === 'DISTRIBUTION') {
    putDistributedImages(world, pipeline, build);
  }
}

/** A step that went wrong takes its workflow and the build with it. */
export function failStep(
  pipeline: PipelineRecord,
  build: BuildRecord,
  workflow: WorkflowRecord,
  step: StepRecord,
  message: string,
  now: number,
): void {
  step.status = 'FAILED';
  step.message = message;
  step.endedAt = now;
  workflow.status = 'FAILED';
  workflow.endedAt = now;
  settle(pipeline, build, 'FAILED', `Workflow Execution ID: ${workflow.id} failed at step '${step.name}': ${message}`);
}

function settle(
  pipeline: PipelineRecord,
  build: BuildRecord,
  status: 'AVAILABLE' | 'FAILED',
  reason: string | undefined,
): void {
  build.status = status;
  build.reason = reason;
  if (status === 'AVAILABLE') {
    pipeline.consecutiveFailures = 0;
  } else if (build.buildType === 'SCHEDULED') {
    pipeline.consecutiveFailures += 1;
    if (pipeline.consecutiveFailures >= (pipeline.seed.schedule?.failureCount ?? Number.POSITIVE_INFINITY)) {
      pipeline.status = 'DISABLED';
    }
  }
}

const endOfLast = (build: BuildRecord): number | undefined =>
  build.workflows.filter((one) => one.endedAt !== undefined && one.status === 'COMPLETED').at(-1)?.endedAt;
