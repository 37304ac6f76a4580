import type {
  ListWorkflowStepExecutionsRequest,
  ListWorkflowStepExecutionsResponse,
} from '@aws-sdk/client-imagebuilder';
import { builderError } from '../imagebuilder-rules/builder-error.ts';
import { builderPage } from '../imagebuilder-rules/paging.ts';
import { builderPermission, executionArn } from '../imagebuilder-rules/permissions.ts';
import { presentStep } from '../imagebuilder-rules/present-build.ts';
import { defineBuilderAction, given } from '../server/action.ts';

export const listWorkflowStepExecutions = defineBuilderAction<
  ListWorkflowStepExecutionsRequest,
  ListWorkflowStepExecutionsResponse
>({
  name: 'ListWorkflowStepExecutions',
  permissions(input, call) {
    const id = given(input.workflowExecutionId, 'workflowExecutionId');
    return [builderPermission(call, 'ListWorkflowStepExecutions', executionArn(call, 'workflow-execution', id))];
  },
  handle(input, call) {
    const id = given(input.workflowExecutionId, 'workflowExecutionId');
    const build = [...call.place.builder.builds.values()].find((one) => one.workflows.some((flow) => flow.id === id));
    const workflow = build?.workflows.find((flow) => flow.id === id);
    if (build === undefined || workflow === undefined) {
      throw builderError.notFound(id);
    }
    const { items, nextToken } = builderPage(workflow.steps, input);
    return {
      steps: items.map(presentStep),
      workflowExecutionId: workflow.id,
      imageBuildVersionArn: build.arn,
      nextToken,
    };
  },
});
