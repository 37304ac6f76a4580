import { z } from 'zod';
import { defineCommand } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { buildJob } from '../jobs/build/index.ts';
import { scheduleWords } from '../lookup/build-words.ts';
import { findPipeline, findPipelineNeeds } from '../lookup/find-pipeline.ts';
import { whereArguments } from '../lookup/image-arguments.ts';
import { pipelineArgument } from '../lookup/pipeline-argument.ts';

/** `/ami build` */
export const build = defineCommand({
  name: 'build',
  summary: 'Run a pipeline of EC2 Image Builder and follow it to its AMIs',
  examples: ['build golden-base', 'build web-tier --reason "new certificate"'],
  details: [
    'The card shows build, test and distribution in per cent, and at the end the AMIs with their test results, each with a Promote button.',
    'When it fails, the card names the step, the reason and where the logs are. Try again repeats tests and distribution where Image Builder can; it never builds a second time by itself.',
    'Cancelling the run cancels the build in AWS.',
  ],
  menu: { group: 'AMIs', label: 'Run a build pipeline' },
  input: z.strictObject({
    pipeline: pipelineArgument,
    reason: argument(z.string().trim().max(500).optional(), {
      title: 'Reason',
      hint: 'Why now; stands on the card.',
      example: 'new certificate',
    }),
    ...whereArguments,
  }),
  iam: findPipelineNeeds,
  job: buildJob,
  reason: (input) => input.reason,
  async plan(input, context) {
    const pipeline = await findPipeline(input.pipeline, context, input);
    return {
      place: pipeline.place,
      pipelineArn: pipeline.arn,
      pipeline: pipeline.name,
      schedule: scheduleWords(pipeline),
    };
  },
});
