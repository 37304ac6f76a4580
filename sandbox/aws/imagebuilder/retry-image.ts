import type { RetryImageRequest, RetryImageResponse } from '@aws-sdk/client-imagebuilder';
import { builderError } from '../imagebuilder-rules/builder-error.ts';
import { onceByToken } from '../imagebuilder-rules/client-token.ts';
import { buildByArn } from '../imagebuilder-rules/lookup.ts';
import { builderPermission } from '../imagebuilder-rules/permissions.ts';
import { type Call, defineBuilderAction, given } from '../server/action.ts';
import type { BuildRecord } from '../world/builder.ts';
import { newWorkflow } from '../world/make-builder.ts';

/** Repeats what came after the build stage, with the AMI that stage has made; without one there is nothing to repeat. */
export const retryImage = defineBuilderAction<RetryImageRequest, RetryImageResponse>({
  name: 'RetryImage',
  permissions: (input, call) => [
    builderPermission(call, 'RetryImage', given(input.imageBuildVersionArn, 'imageBuildVersionArn')),
  ],
  handle(input, call) {
    const build = buildByArn(call, given(input.imageBuildVersionArn, 'imageBuildVersionArn'));
    const clientToken = given(input.clientToken, 'clientToken');
    const imageBuildVersionArn = onceByToken(call, clientToken, ['retry', build.arn], () => {
      if (build.status !== 'FAILED' || build.builtImageId === undefined) {
        throw builderError.invalid(`The image ${build.arn} is in the state ${build.status} and cannot be retried.`);
      }
      repeat(call, build);
      return build.arn;
    });
    return { clientToken, imageBuildVersionArn };
  },
});

function repeat(call: Call, build: BuildRecord): void {
  const seed = given(call.place.builder.pipelines.get(build.pipelineArn), 'pipeline').seed;
  const open = build.workflows.filter((workflow) => !workflow.isOld && workflow.status !== 'COMPLETED');
  const anew = seed.workflows.filter(({ type }) => open.some((workflow) => workflow.type === type));
  for (const workflow of open) {
    workflow.isOld = true;
  }
  const first = newWorkflow(given(anew[0], 'workflow'));
  first.startedAt = call.now();
  first.status = 'RUNNING';
  build.workflows.push(first, ...anew.slice(1).map(newWorkflow));
  build.status = first.type === 'TEST' ? 'TESTING' : 'DISTRIBUTING';
  build.reason = undefined;
}
