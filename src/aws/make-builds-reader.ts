import {
  GetImageCommand,
  GetImagePipelineCommand,
  type ImagebuilderClient,
  ListImagePipelineImagesCommand,
  ListImagePipelinesCommand,
  ListWaitingWorkflowStepsCommand,
  ListWorkflowExecutionsCommand,
  ListWorkflowStepExecutionsCommand,
} from '@aws-sdk/client-imagebuilder';
import type { Place } from '../core/aws.ts';
import type { BuildsReader } from '../core/aws-builds.ts';
import { codeOf } from './errors.ts';
import type { Call } from './make-caller.ts';
import { required } from './shapes.ts';
import { toBuild, toBuildDetails, toPipeline, toWaitingStep, toWorkflow, toWorkflowStep } from './to-build.ts';

/** Runs one method; all its calls share one deadline. */
export type RunBuilder = <R>(work: (call: Call<ImagebuilderClient>) => Promise<R>) => Promise<R>;

/** Image Builder's most for one page. */
const pageSize = 25;

async function allPages<T>(
  ask: (page: {
    maxResults: number;
    nextToken?: string;
  }) => Promise<{ items: T[] | undefined; next: string | undefined }>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let next: string | undefined;
  do {
    const page = await ask({ maxResults: pageSize, ...(next === undefined ? {} : { nextToken: next }) });
    found.push(...(page.items ?? []));
    next = page.next === '' ? undefined : page.next;
  } while (next !== undefined);
  return found;
}

/** Undefined for what AWS does not know. */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (codeOf(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Reads one account and Region. */
export function makeBuildsReader(run: RunBuilder, place: Place): BuildsReader {
  return {
    pipelines: () =>
      run(async (call) => {
        const found = await allPages(async (page) => {
          const answer = await call({
            action: 'ListImagePipelines',
            bucket: 'builds',
            send: (client, options) => client.send(new ListImagePipelinesCommand(page), options),
          });
          return { items: answer.imagePipelineList, next: answer.nextToken };
        });
        return found.map((pipeline) => toPipeline(pipeline, place));
      }),
    pipeline: (arn) =>
      run(async (call) => {
        const answer = await call({
          action: 'GetImagePipeline',
          bucket: 'builds',
          send: (client, options) =>
            unlessMissing(client.send(new GetImagePipelineCommand({ imagePipelineArn: arn }), options)),
        });
        return answer && toPipeline(required(answer.imagePipeline, 'GetImagePipeline.imagePipeline'), place);
      }),
    builds: (pipelineArn) =>
      run(async (call) => {
        const found = await allPages(async (page) => {
          const answer = await call({
            action: 'ListImagePipelineImages',
            bucket: 'builds',
            send: (client, options) =>
              client.send(new ListImagePipelineImagesCommand({ imagePipelineArn: pipelineArn, ...page }), options),
          });
          return { items: answer.imageSummaryList, next: answer.nextToken };
        });
        return found
          .map((image) => toBuild(image, place))
          .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
      }),
    build: (arn) =>
      run(async (call) => {
        const answer = await call({
          action: 'GetImage',
          bucket: 'builds',
          send: (client, options) =>
            unlessMissing(client.send(new GetImageCommand({ imageBuildVersionArn: arn }), options)),
        });
        return answer && toBuildDetails(required(answer.image, 'GetImage.image'), place);
      }),
    workflows: (buildArn) =>
      run(async (call) => {
        const found = await allPages(async (page) => {
          const answer = await call({
            action: 'ListWorkflowExecutions',
            bucket: 'builds',
            send: (client, options) =>
              client.send(new ListWorkflowExecutionsCommand({ imageBuildVersionArn: buildArn, ...page }), options),
          });
          return { items: answer.workflowExecutions, next: answer.nextToken };
        });
        return [...found].sort((a, b) => Date.parse(a.startTime ?? '') - Date.parse(b.startTime ?? '')).map(toWorkflow);
      }),
    steps: (workflowId) =>
      run(async (call) => {
        const found = await allPages(async (page) => {
          const answer = await call({
            action: 'ListWorkflowStepExecutions',
            bucket: 'builds',
            send: (client, options) =>
              client.send(new ListWorkflowStepExecutionsCommand({ workflowExecutionId: workflowId, ...page }), options),
          });
          return { items: answer.steps, next: answer.nextToken };
        });
        return found.map(toWorkflowStep);
      }),
    waiting: () =>
      run(async (call) => {
        const found = await allPages(async (page) => {
          const answer = await call({
            action: 'ListWaitingWorkflowSteps',
            bucket: 'builds',
            send: (client, options) => client.send(new ListWaitingWorkflowStepsCommand(page), options),
          });
          return { items: answer.steps, next: answer.nextToken };
        });
        return found.map(toWaitingStep);
      }),
  };
}
