import type { ListWaitingWorkflowStepsRequest, ListWaitingWorkflowStepsResponse } from '@aws-sdk/client-imagebuilder';
import { everyStep, isWaiting } from '../imagebuilder-rules/lookup.ts';
import { builderPage } from '../imagebuilder-rules/paging.ts';
import { listPermission } from '../imagebuilder-rules/permissions.ts';
import { presentStep } from '../imagebuilder-rules/present-build.ts';
import { defineBuilderAction } from '../server/action.ts';

export const listWaitingWorkflowSteps = defineBuilderAction<
  ListWaitingWorkflowStepsRequest,
  ListWaitingWorkflowStepsResponse
>({
  name: 'ListWaitingWorkflowSteps',
  permissions: (_input, call) => [listPermission(call, 'ListWaitingWorkflowSteps')],
  handle(input, call) {
    const { items, nextToken } = builderPage(everyStep(call).filter(isWaiting), input);
    return {
      steps: items.map(({ build, workflow, step }) => ({
        stepExecutionId: step.id,
        imageBuildVersionArn: build.arn,
        workflowExecutionId: workflow.id,
        name: step.name,
        action: step.action,
        startTime: presentStep(step).startTime,
      })),
      nextToken,
    };
  },
});
