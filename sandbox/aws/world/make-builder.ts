import { randomUUID } from 'node:crypto';
import type { BuildType } from '@aws-sdk/client-imagebuilder';
import type { Builder, BuildRecord, PipelineRecord, PipelineSeed, WorkflowRecord } from './builder.ts';

const HOUR_MS = 3_600_000;

/** Image Builder where nobody has used it yet. */
export const emptyBuilder = (): Builder => ({ pipelines: new Map(), builds: new Map(), tokens: new Map() });

/** Puts a place's pipelines into Image Builder, with their builds of the past. */
export function seedBuilder(
  builder: Builder,
  seeds: readonly PipelineSeed[],
  place: { readonly accountId: string; readonly region: string },
  now: number,
): void {
  for (const seed of seeds) {
    const pipeline: PipelineRecord = {
      arn: `arn:aws:imagebuilder:${place.region}:${place.accountId}:image-pipeline/${seed.name}`,
      name: seed.name,
      seed,
      createdAt: new Date(now - 200 * 24 * HOUR_MS),
      status: seed.status ?? 'ENABLED',
      consecutiveFailures: seed.consecutiveFailures ?? 0,
      failuresLeft: seed.fails === undefined ? 0 : (seed.fails.times ?? Number.POSITIVE_INFINITY),
    };
    builder.pipelines.set(pipeline.arn, pipeline);
    for (const past of seed.past ?? []) {
      const build = addBuild(builder, pipeline, {
        buildType: past.buildType,
        now: now - past.ageDays * 24 * HOUR_MS,
        stepMs: 0,
      });
      build.status = past.status;
      build.reason = past.reason;
      build.workflows.length = 0;
    }
  }
}

/** A new build of a pipeline, still `PENDING`; time does the rest. */
export function addBuild(
  builder: Builder,
  pipeline: PipelineRecord,
  how: { readonly buildType: BuildType; readonly now: number; readonly stepMs: number },
): BuildRecord {
  const number = [...builder.builds.values()].filter((build) => build.pipelineArn === pipeline.arn).length + 1;
  const version = `${pipeline.seed.version}/${number}`;
  const build: BuildRecord = {
    arn: `${pipeline.arn.replace(/:image-pipeline\/.*/, '')}:image/${pipeline.name}/${version}`,
    pipelineArn: pipeline.arn,
    name: pipeline.name,
    version,
    buildType: how.buildType,
    createdAt: new Date(how.now),
    stepMs: how.stepMs,
    workflows: pipeline.seed.workflows.map(newWorkflow),
    status: 'PENDING',
    reason: undefined,
    builtImageId: undefined,
    amis: [],
  };
  builder.builds.set(build.arn, build);
  return build;
}

/** A workflow that has not begun. */
export function newWorkflow({ type, steps }: PipelineSeed['workflows'][number]): WorkflowRecord {
  return {
    id: `wf-${randomUUID()}`,
    type,
    steps: steps.map(({ name, action }) => ({
      id: `step-${randomUUID()}`,
      name,
      action,
      status: 'PENDING',
      message: undefined,
      startedAt: undefined,
      endedAt: undefined,
    })),
    status: 'PENDING',
    startedAt: undefined,
    endedAt: undefined,
    isOld: false,
  };
}
