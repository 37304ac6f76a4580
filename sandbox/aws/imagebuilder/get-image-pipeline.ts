import type { GetImagePipelineRequest, GetImagePipelineResponse } from '@aws-sdk/client-imagebuilder';
import { pipelineByArn } from '../imagebuilder-rules/lookup.ts';
import { builderPermission } from '../imagebuilder-rules/permissions.ts';
import { presentPipeline } from '../imagebuilder-rules/present-pipeline.ts';
import { defineBuilderAction, given } from '../server/action.ts';

export const getImagePipeline = defineBuilderAction<GetImagePipelineRequest, GetImagePipelineResponse>({
  name: 'GetImagePipeline',
  permissions: (input, call) => [
    builderPermission(call, 'GetImagePipeline', given(input.imagePipelineArn, 'imagePipelineArn')),
  ],
  handle: (input, call) => ({
    imagePipeline: presentPipeline(call, pipelineByArn(call, given(input.imagePipelineArn, 'imagePipelineArn'))),
  }),
});
