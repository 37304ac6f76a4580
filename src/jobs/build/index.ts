import { z } from 'zod';
import type { BuildsWriter } from '../../core/aws-builds.ts';
import { reads } from '../../core/iam.ts';
import { defineJob, type JobContext } from '../../core/job.ts';
import type { Json } from '../../core/json.ts';
import { buildName, isEnded, testWords } from '../../lookup/build-words.ts';
import { notYet } from '../../lookup/not-yet.ts';
import { failure } from './failure.ts';
import { builtImages, lookAtImages } from './images.ts';
import { BuildPlan, Started, startStep } from './plan.ts';
import { buildPresentation } from './present.ts';
import { repeat } from './repeat.ts';
import { BuildResult } from './result.ts';

/** The run's own token: however often it is sent, AWS begins one build. */
const start = (plan: BuildPlan, builds: BuildsWriter, context: JobContext) =>
  builds.start(plan.pipelineArn, `${context.run.id}-start`);

/** The first step's name, for people who read what was done. */
const beginning = (plan: BuildPlan): string => (plan.buildArn ? 'follow-build' : startStep);

/** What is there at the end, read back from Image Builder and from EC2. */
async function readBack(plan: BuildPlan, buildArn: string, since: number, context: JobContext): Promise<BuildResult> {
  const builds = context.aws.builds(plan.place);
  const [build, workflows] = await Promise.all([builds.build(buildArn), builds.workflows(buildArn)]);
  const { seen, missing } = await lookAtImages(build?.images ?? [], context);
  if (!build || missing.length > 0)
    throw notYet(since, {
      busy: `AWS does not show ${missing.map(({ id }) => id).join(', ') || buildName(buildArn)} as available yet`,
      gone: `${buildName(buildArn)} is available, but ${missing.map(({ id }) => id).join(', ') || 'the build'} is not: somebody removed it.`,
      hint: `See what is left with /ami builds ${plan.pipeline}.`,
    });
  const tests = testWords(workflows);
  return { buildArn, images: [...seen], ...(tests ? { tests } : {}) };
}

/** Somebody cancelled the run: the build is stopped at AWS too, and what it has made already is named. */
async function cancelBuild(plan: BuildPlan, buildArn: string, context: JobContext, resumed: boolean): Promise<string> {
  const builds = context.aws.builds(plan.place);
  const name = buildName(buildArn);
  const before = await builds.build(buildArn);
  // By an earlier attempt of ours, whose answer was lost.
  const isCancelled = resumed && before?.status === 'CANCELLED';
  if (before && isEnded(before) && !isCancelled)
    return `The build ${name} had ended in AWS already: ${before.status.toLowerCase()}`;
  if (!isCancelled) await builds.cancel(buildArn, `${context.run.id}-cancel`);
  const left = await builtImages(buildArn, plan.place, context);
  const leaves = left.length > 0 ? `; its AMI ${left.map(({ id }) => id).join(', ')} stays` : '';
  return `The build ${name} was cancelled in AWS${leaves}`;
}

/** Starts a build of a pipeline and follows it to its AMIs; or follows one that a schedule has started. */
export const buildJob = defineJob({
  name: 'build',
  doneWord: 'finished',
  plan: BuildPlan,
  result: BuildResult,
  iam: [
    ...reads('ec2:DescribeImages'),
    { action: 'imagebuilder:StartImagePipelineExecution', on: ['pipeline'] },
    { action: 'imagebuilder:GetImagePipeline', on: ['pipeline'] },
    { action: 'imagebuilder:GetImage', on: ['build'] },
    { action: 'imagebuilder:ListWorkflowExecutions', on: ['build'] },
    { action: 'imagebuilder:ListWorkflowStepExecutions', on: ['workflow'] },
    { action: 'imagebuilder:RetryImage', on: ['build'] },
    { action: 'imagebuilder:CancelImageCreation', on: ['build'] },
  ],
  target: (plan) => ({
    place: plan.place,
    // A build of the schedule is only followed: it must not wait for one that somebody started, nor the other way round.
    subject: plan.buildArn ? `build/${plan.buildArn}` : `pipeline/${plan.pipelineArn}`,
    about: [plan.pipeline],
  }),
  impact: () => ({}),
  // Nobody asked for it, so there is nobody to call.
  quiet: (plan) => plan.buildArn !== undefined,
  present: buildPresentation,
  async run(plan, context) {
    const builds = context.aws.builds(plan.place);
    await context.progress({ phase: 'starting' });
    const { buildArn } = await context.step(beginning(plan), Started, async () =>
      plan.buildArn ? { buildArn: plan.buildArn } : await start(plan, builds, context),
    );
    for (let round = 1; round <= (context.run.retried?.count ?? 0); round += 1)
      await repeat(plan, buildArn, round, builds, context);
    const seen = await context.until({ watch: 'build', place: plan.place, target: buildArn });
    if (seen.state !== 'done') throw await failure(plan, buildArn, seen, context);
    const { at } = await context.step('available', z.object({ at: z.number() }), async () => ({ at: Date.now() }));
    return context.step('read-back', BuildResult, () => readBack(plan, buildArn, at, context));
  },
  async release(plan, context, steps: Readonly<Record<string, Json>>) {
    // A run that failed has nothing to take back: its build has ended, or goes on unseen and may yet be followed.
    if (context.run.closing?.state !== 'cancelled') return undefined;
    const begun = Started.safeParse(steps[beginning(plan)]);
    const buildArn =
      plan.buildArn ??
      // Begun and not confirmed: the same token tells which build it was.
      (begun.success ? begun.data.buildArn : (await start(plan, context.aws.builds(plan.place), context)).buildArn);
    const { said } = await context.step('cancel-build', z.object({ said: z.string() }), async ({ resumed }) => ({
      said: await cancelBuild(plan, buildArn, context, resumed),
    }));
    return said;
  },
});
