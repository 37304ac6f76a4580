import type { ImagePipeline } from '@aws-sdk/client-imagebuilder';
import type { Call } from '../server/action.ts';
import type { PipelineRecord } from '../world/builder.ts';

/** A pipeline; `dateLastRun` has no value any more. */
export function presentPipeline(call: Call, pipeline: PipelineRecord): ImagePipeline {
  const { seed } = pipeline;
  const last = [...call.place.builder.builds.values()].filter((build) => build.pipelineArn === pipeline.arn).at(-1);
  return {
    arn: pipeline.arn,
    name: pipeline.name,
    description: seed.description,
    platform: seed.platform ?? 'Linux',
    imageRecipeArn: `${pipeline.arn.replace(/:image-pipeline\/.*/, '')}:image-recipe/${pipeline.name}/${seed.version}`,
    imageTestsConfiguration: { imageTestsEnabled: seed.workflows.some(({ type }) => type === 'TEST') },
    status: pipeline.status,
    dateCreated: pipeline.createdAt.toISOString(),
    dateUpdated: pipeline.createdAt.toISOString(),
    consecutiveFailures: pipeline.consecutiveFailures,
    ...(last === undefined ? {} : { lastRunStatus: last.status }),
    ...(seed.schedule === undefined
      ? {}
      : {
          schedule: {
            scheduleExpression: seed.schedule.expression,
            timezone: seed.schedule.timezone,
            pipelineExecutionStartCondition: seed.schedule.onlyWithUpdates
              ? 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE'
              : 'EXPRESSION_MATCH_ONLY',
            ...(seed.schedule.failureCount === undefined
              ? {}
              : { autoDisablePolicy: { failureCount: seed.schedule.failureCount } }),
          },
          ...(pipeline.status === 'ENABLED'
            ? { dateNextRun: new Date(call.now() + seed.schedule.nextInHours * 3_600_000).toISOString() }
            : {}),
        }),
  };
}
