import type {
  StartImagePipelineExecutionRequest,
  StartImagePipelineExecutionResponse,
} from '@aws-sdk/client-imagebuilder';
import { onceByToken } from '../imagebuilder-rules/client-token.ts';
import { pipelineByArn } from '../imagebuilder-rules/lookup.ts';
import { builderPermission } from '../imagebuilder-rules/permissions.ts';
import { defineBuilderAction, given } from '../server/action.ts';
import { addBuild } from '../world/make-builder.ts';
import { stepMsOf } from '../world/step-ms.ts';

/** Whoever starts a pipeline must also be allowed to look at it. */
export const startImagePipelineExecution = defineBuilderAction<
  StartImagePipelineExecutionRequest,
  StartImagePipelineExecutionResponse
>({
  name: 'StartImagePipelineExecution',
  permissions(input, call) {
    const arn = given(input.imagePipelineArn, 'imagePipelineArn');
    return [
      builderPermission(call, 'StartImagePipelineExecution', arn),
      builderPermission(call, 'GetImagePipeline', arn),
    ];
  },
  handle(input, call) {
    const pipeline = pipelineByArn(call, given(input.imagePipelineArn, 'imagePipelineArn'));
    const clientToken = given(input.clientToken, 'clientToken');
    const imageBuildVersionArn = onceByToken(call, clientToken, ['start', pipeline.arn], () => {
      const stepMs = stepMsOf(pipeline, call.settings.paceMs);
      return addBuild(call.place.builder, pipeline, { buildType: 'USER_INITIATED', now: call.now(), stepMs }).arn;
    });
    return { clientToken, imageBuildVersionArn };
  },
});
