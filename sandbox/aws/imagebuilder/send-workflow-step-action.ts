import type { SendWorkflowStepActionRequest, SendWorkflowStepActionResponse } from '@aws-sdk/client-imagebuilder';
import { builderError } from '../imagebuilder-rules/builder-error.ts';
import { onceByToken } from '../imagebuilder-rules/client-token.ts';
import { buildByArn, isWaiting, stepById } from '../imagebuilder-rules/lookup.ts';
import { builderPermission, executionArn } from '../imagebuilder-rules/permissions.ts';
import { type Call, defineBuilderAction, given } from '../server/action.ts';
import { failStep } from '../world/advance-builds.ts';

/** `RESUME` completes the step and the workflow goes on; `STOP` fails the step and, here, the build with it. */
export const sendWorkflowStepAction = defineBuilderAction<
  SendWorkflowStepActionRequest,
  SendWorkflowStepActionResponse
>({
  name: 'SendWorkflowStepAction',
  permissions(input, call) {
    const id = given(input.stepExecutionId, 'stepExecutionId');
    return [
      builderPermission(call, 'SendWorkflowStepAction', given(input.imageBuildVersionArn, 'imageBuildVersionArn')),
      builderPermission(call, 'SendWorkflowStepAction', executionArn(call, 'workflow-step-execution', id)),
    ];
  },
  handle(input, call) {
    const stepExecutionId = given(input.stepExecutionId, 'stepExecutionId');
    const imageBuildVersionArn = given(input.imageBuildVersionArn, 'imageBuildVersionArn');
    const clientToken = given(input.clientToken, 'clientToken');
    const { action, reason } = input;
    if (action !== 'RESUME' && action !== 'STOP') {
      throw builderError.parameter(`The value supplied for parameter 'action' is not valid: ${String(action)}`);
    }
    if ((reason ?? '').length > 1024) {
      throw builderError.parameter("The value supplied for parameter 'reason' is longer than 1024 characters");
    }
    onceByToken(call, clientToken, ['answer', stepExecutionId, action, reason], () => {
      answer(call, stepExecutionId, imageBuildVersionArn, action, reason);
      return stepExecutionId;
    });
    return { stepExecutionId, imageBuildVersionArn, clientToken };
  },
});

function answer(call: Call, id: string, arn: string, action: 'RESUME' | 'STOP', reason: string | undefined): void {
  const found = stepById(call, id);
  if (found.build !== buildByArn(call, arn)) {
    throw builderError.notFound(id);
  }
  if (!isWaiting(found)) {
    throw builderError.invalid(`The workflow step ${id} is not waiting for an action.`);
  }
  const { build, workflow, step } = found;
  if (action === 'RESUME') {
    step.status = 'COMPLETED';
    step.message = reason;
    step.endedAt = call.now();
    return;
  }
  const pipeline = call.place.builder.pipelines.get(build.pipelineArn);
  failStep(given(pipeline, 'pipeline'), build, workflow, step, reason ?? 'Stopped.', call.now());
}
