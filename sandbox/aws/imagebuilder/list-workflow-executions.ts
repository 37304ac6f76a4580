import type { ListWorkflowExecutionsRequest, ListWorkflowExecutionsResponse } from '@aws-sdk/client-imagebuilder';
import { buildByArn } from '../imagebuilder-rules/lookup.ts';
import { builderPage } from '../imagebuilder-rules/paging.ts';
import { builderPermission } from '../imagebuilder-rules/permissions.ts';
import { presentWorkflow } from '../imagebuilder-rules/present-build.ts';
import { defineBuilderAction, given } from '../server/action.ts';

/** Workflows that have not begun yet are not listed. */
export const listWorkflowExecutions = defineBuilderAction<
  ListWorkflowExecutionsRequest,
  ListWorkflowExecutionsResponse
>({
  name: 'ListWorkflowExecutions',
  permissions: (input, call) => [
    builderPermission(call, 'ListWorkflowExecutions', given(input.imageBuildVersionArn, 'imageBuildVersionArn')),
  ],
  handle(input, call) {
    const build = buildByArn(call, given(input.imageBuildVersionArn, 'imageBuildVersionArn'));
    const begun = build.workflows.filter((workflow) => workflow.startedAt !== undefined);
    const { items, nextToken } = builderPage(begun, input);
    return { workflowExecutions: items.map(presentWorkflow), imageBuildVersionArn: build.arn, nextToken };
  },
});
