import type { GetImageRequest, GetImageResponse } from '@aws-sdk/client-imagebuilder';
import { buildByArn } from '../imagebuilder-rules/lookup.ts';
import { builderPermission } from '../imagebuilder-rules/permissions.ts';
import { presentBuild } from '../imagebuilder-rules/present-build.ts';
import { defineBuilderAction, given } from '../server/action.ts';

export const getImage = defineBuilderAction<GetImageRequest, GetImageResponse>({
  name: 'GetImage',
  permissions: (input, call) => [
    builderPermission(call, 'GetImage', given(input.imageBuildVersionArn, 'imageBuildVersionArn')),
  ],
  handle(input, call) {
    const build = buildByArn(call, given(input.imageBuildVersionArn, 'imageBuildVersionArn'));
    return { image: presentBuild(build, call.place.builder.pipelines.get(build.pipelineArn)) };
  },
});
