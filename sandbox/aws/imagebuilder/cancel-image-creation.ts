import type { CancelImageCreationRequest, CancelImageCreationResponse } from '@aws-sdk/client-imagebuilder';
import { builderError } from '../imagebuilder-rules/builder-error.ts';
import { onceByToken } from '../imagebuilder-rules/client-token.ts';
import { buildByArn } from '../imagebuilder-rules/lookup.ts';
import { builderPermission } from '../imagebuilder-rules/permissions.ts';
import { defineBuilderAction, given } from '../server/action.ts';
import { isOver } from '../world/advance-builds.ts';
import type { BuildRecord } from '../world/builder.ts';

/** Only in a state that is not final. An AMI of the build stage stays. */
export const cancelImageCreation = defineBuilderAction<CancelImageCreationRequest, CancelImageCreationResponse>({
  name: 'CancelImageCreation',
  permissions: (input, call) => [
    builderPermission(call, 'CancelImageCreation', given(input.imageBuildVersionArn, 'imageBuildVersionArn')),
  ],
  handle(input, call) {
    const build = buildByArn(call, given(input.imageBuildVersionArn, 'imageBuildVersionArn'));
    const clientToken = given(input.clientToken, 'clientToken');
    const imageBuildVersionArn = onceByToken(call, clientToken, ['cancel', build.arn], () => {
      if (isOver(build)) {
        throw builderError.invalid(`The image ${build.arn} is in the state ${build.status} and cannot be cancelled.`);
      }
      cancel(build, call.now());
      return build.arn;
    });
    return { clientToken, imageBuildVersionArn };
  },
});

function cancel(build: BuildRecord, now: number): void {
  build.status = 'CANCELLED';
  for (const workflow of build.workflows.filter(({ status }) => status === 'RUNNING')) {
    workflow.status = 'CANCELLED';
    workflow.endedAt = now;
    for (const step of workflow.steps.filter(({ status }) => status === 'RUNNING' || status === 'PENDING')) {
      step.status = 'CANCELLED';
    }
  }
}
