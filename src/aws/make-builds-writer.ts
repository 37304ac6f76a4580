import {
  CancelImageCreationCommand,
  RetryImageCommand,
  SendWorkflowStepActionCommand,
  StartImagePipelineExecutionCommand,
} from '@aws-sdk/client-imagebuilder';
import type { Place } from '../core/aws.ts';
import type { BuildsWriter } from '../core/aws-builds.ts';
import { makeBuildsReader, type RunBuilder } from './make-builds-reader.ts';
import { required } from './shapes.ts';

/** Writes to one account and Region. Every call has its caller's token: the SDK's own is new each time it is sent. */
export function makeBuildsWriter(run: RunBuilder, place: Place): BuildsWriter {
  return {
    ...makeBuildsReader(run, place),
    start: (pipelineArn, token) =>
      run(async (call) => {
        const answer = await call({
          action: 'StartImagePipelineExecution',
          bucket: 'builds',
          // AWS wants whoever starts a pipeline to be allowed to look at it.
          alsoNeeds: ['imagebuilder:GetImagePipeline'],
          send: (client, options) =>
            client.send(
              new StartImagePipelineExecutionCommand({ imagePipelineArn: pipelineArn, clientToken: token }),
              options,
            ),
        });
        return {
          buildArn: required(answer.imageBuildVersionArn, 'StartImagePipelineExecution.imageBuildVersionArn'),
        };
      }),
    cancel: (buildArn, token) =>
      run(async (call) => {
        await call({
          action: 'CancelImageCreation',
          bucket: 'builds',
          send: (client, options) =>
            client.send(
              new CancelImageCreationCommand({ imageBuildVersionArn: buildArn, clientToken: token }),
              options,
            ),
        });
      }),
    retry: (buildArn, token) =>
      run(async (call) => {
        await call({
          action: 'RetryImage',
          bucket: 'builds',
          send: (client, options) =>
            client.send(new RetryImageCommand({ imageBuildVersionArn: buildArn, clientToken: token }), options),
        });
      }),
    answer: ({ stepId, buildArn, action, reason }, token) =>
      run(async (call) => {
        await call({
          action: 'SendWorkflowStepAction',
          bucket: 'builds',
          send: (client, options) =>
            client.send(
              new SendWorkflowStepActionCommand({
                stepExecutionId: stepId,
                imageBuildVersionArn: buildArn,
                action,
                reason,
                clientToken: token,
              }),
              options,
            ),
        });
      }),
  };
}
