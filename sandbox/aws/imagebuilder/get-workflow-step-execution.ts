import type { GetWorkflowStepExecutionRequest, GetWorkflowStepExecutionResponse } from '@aws-sdk/client-imagebuilder';
import { stepById } from '../imagebuilder-rules/lookup.ts';
import { builderPermission, executionArn } from '../imagebuilder-rules/permissions.ts';
import { presentStep } from '../imagebuilder-rules/present-build.ts';
import { defineBuilderAction, given } from '../server/action.ts';

/** AWS's default for a step that waits: three days. */
const WAIT_SECONDS = 259_200;

export const getWorkflowStepExecution = defineBuilderAction<
  GetWorkflowStepExecutionRequest,
  GetWorkflowStepExecutionResponse
>({
  name: 'GetWorkflowStepExecution',
  permissions(input, call) {
    const id = given(input.stepExecutionId, 'stepExecutionId');
    return [builderPermission(call, 'GetWorkflowStepExecution', executionArn(call, 'workflow-step-execution', id))];
  },
  handle(input, call) {
    const { build, workflow, step } = stepById(call, given(input.stepExecutionId, 'stepExecutionId'));
    return {
      ...presentStep(step),
      workflowExecutionId: workflow.id,
      imageBuildVersionArn: build.arn,
      onFailure: 'Abort',
      timeoutSeconds: step.action === 'WaitForAction' ? WAIT_SECONDS : 7200,
    };
  },
});
