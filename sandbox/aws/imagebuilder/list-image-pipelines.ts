import type { Filter, ListImagePipelinesRequest, ListImagePipelinesResponse } from '@aws-sdk/client-imagebuilder';
import { builderError } from '../imagebuilder-rules/builder-error.ts';
import { builderPage } from '../imagebuilder-rules/paging.ts';
import { listPermission } from '../imagebuilder-rules/permissions.ts';
import { presentPipeline } from '../imagebuilder-rules/present-pipeline.ts';
import { defineBuilderAction } from '../server/action.ts';
import type { PipelineRecord } from '../world/builder.ts';

const FILTERS: Readonly<Record<string, (pipeline: PipelineRecord) => string>> = {
  name: (pipeline) => pipeline.name,
  description: (pipeline) => pipeline.seed.description,
  status: (pipeline) => pipeline.status,
};

function fits(pipeline: PipelineRecord, { name = '', values = [] }: Filter): boolean {
  const read = FILTERS[name];
  if (read === undefined) {
    throw builderError.parameter(`The filter '${name}' is not valid.`);
  }
  return values.includes(read(pipeline));
}

export const listImagePipelines = defineBuilderAction<ListImagePipelinesRequest, ListImagePipelinesResponse>({
  name: 'ListImagePipelines',
  permissions: (_input, call) => [listPermission(call, 'ListImagePipelines')],
  handle(input, call) {
    const all = [...call.place.builder.pipelines.values()].filter((pipeline) =>
      (input.filters ?? []).every((filter) => fits(pipeline, filter)),
    );
    const { items, nextToken } = builderPage(all, input);
    return { imagePipelineList: items.map((pipeline) => presentPipeline(call, pipeline)), nextToken };
  },
});
