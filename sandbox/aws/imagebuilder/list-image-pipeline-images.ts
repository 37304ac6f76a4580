import type { ListImagePipelineImagesRequest, ListImagePipelineImagesResponse } from '@aws-sdk/client-imagebuilder';
import { pipelineByArn } from '../imagebuilder-rules/lookup.ts';
import { builderPage } from '../imagebuilder-rules/paging.ts';
import { builderPermission } from '../imagebuilder-rules/permissions.ts';
import { presentSummary } from '../imagebuilder-rules/present-build.ts';
import { defineBuilderAction, given } from '../server/action.ts';

/** AWS promises no order; here the oldest come first, so that nobody relies on the newest doing so. */
export const listImagePipelineImages = defineBuilderAction<
  ListImagePipelineImagesRequest,
  ListImagePipelineImagesResponse
>({
  name: 'ListImagePipelineImages',
  permissions: (input, call) => [
    builderPermission(call, 'ListImagePipelineImages', given(input.imagePipelineArn, 'imagePipelineArn')),
  ],
  handle(input, call) {
    const pipeline = pipelineByArn(call, given(input.imagePipelineArn, 'imagePipelineArn'));
    const all = [...call.place.builder.builds.values()].filter((build) => build.pipelineArn === pipeline.arn);
    const { items, nextToken } = builderPage(all, input);
    return { imageSummaryList: items.map(presentSummary), nextToken };
  },
});
