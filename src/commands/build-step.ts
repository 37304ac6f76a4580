import { z } from 'zod';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { reads } from '../core/iam.ts';
import { argument } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';
import { startedBuild } from '../jobs/build/plan.ts';
import { buildStepJob } from '../jobs/build-step/index.ts';
import { buildName, testWords } from '../lookup/build-words.ts';
import { findWaitingBuild, waitingBuildNeeds } from '../lookup/find-waiting-build.ts';
import { reasonArgument, whereArguments } from '../lookup/image-arguments.ts';
import { environmentNamed } from '../lookup/places.ts';

const startedWords = {
  schedule: 'started by its schedule',
  somebody: 'started by somebody',
  import: 'started by an import',
} as const;

/** Runs of a pipeline that are looked through; a build waits a week at most. */
const mostRuns = 50;

/** Who asked Assay for this build; undefined when its schedule or somebody in the console has started it. */
async function starterOf(buildArn: string, records: PlanContext['records']): Promise<string | undefined> {
  const [pipeline = ''] = buildName(buildArn).split('/');
  const runs = await records.runs({ about: pipeline, job: 'build', limit: mostRuns });
  return runs.find(({ steps }) => startedBuild(steps) === buildArn)?.requester.userId;
}

/** `/ami build-step` */
export const buildStep = defineCommand({
  name: 'build-step',
  summary: 'Answer a build that waits: let it go on, or stop it',
  examples: [
    'build-step payments/3.0.0/1 resume --reason "scan is clean"',
    'build-step payments stop --reason "wrong kernel"',
  ],
  details: [
    'A workflow of Image Builder can wait for people at a WaitForAction step, usually before the distribution. Going on needs the approvals of the default environment, two people for production; to stop it one approver is enough.',
    'AWS waits three days unless the workflow says otherwise, at most seven; then the step fails by itself.',
  ],
  menu: { group: 'Approvals', label: 'Answer a waiting build' },
  input: z.strictObject({
    build: argument(z.string().trim().min(1), {
      title: 'Build',
      hint: 'As its card names it, its ARN, or its pipeline when only one of it waits.',
      position: 0,
      choices: 'waiting-build',
      example: 'payments/3.0.0/1',
    }),
    answer: argument(z.enum(['resume', 'stop']), {
      title: 'Answer',
      hint: 'resume: the build goes on. stop: the step fails, and with it most builds.',
      position: 1,
    }),
    reason: reasonArgument('Approvers read it; it stands in AWS and in the audit log.', 'scan is clean'),
    ...whereArguments,
  }),
  iam: [
    ...waitingBuildNeeds,
    ...reads('ec2:DescribeImages'),
    { action: 'imagebuilder:GetImage', on: ['build'] },
    { action: 'imagebuilder:ListWorkflowExecutions', on: ['build'] },
  ],
  job: buildStepJob,
  reason: (input) => input.reason,
  async plan(input, context) {
    // Never a choice of who asks: another environment might want fewer people.
    const environment = environmentNamed(undefined, context.settings).name;
    const step = await findWaitingBuild(input.build, context, input);
    const builds = context.aws.builds(step.place);
    const [build, workflows, images, starter] = await Promise.all([
      builds.build(step.buildArn),
      builds.workflows(step.buildArn),
      context.aws
        .ec2(step.place)
        .images({ owners: ['self'], filters: [{ name: 'tag:Ec2ImageBuilderArn', values: [step.buildArn] }] }),
      starterOf(step.buildArn, context.records),
    ]);
    if (!build)
      throw new UserError('aws_busy', `AWS does not show the build that waits at ${step.name} at the moment.`, {
        field: 'build',
        hint: 'Please try again in a moment.',
      });
    const tests = testWords(workflows);
    return {
      place: step.place,
      buildArn: step.buildArn,
      stepId: step.id,
      step: step.name,
      ...(step.since ? { waitsSince: step.since } : {}),
      action: input.answer === 'resume' ? ('RESUME' as const) : ('STOP' as const),
      environment,
      startedBy: startedWords[build.startedBy],
      ...(starter ? { starter } : {}),
      ...(tests ? { tests } : {}),
      images: images.map(({ id }) => id).sort(),
      reason: input.reason,
    };
  },
});
