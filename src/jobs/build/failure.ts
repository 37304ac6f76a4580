import type { BuildDetails, BuildsReader, Workflow, WorkflowStep } from '../../core/aws-builds.ts';
import type { JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import type { Observation } from '../../core/watch.ts';
import { buildName, isEnded, phases } from '../../lookup/build-words.ts';
import { builtImages } from './images.ts';
import type { BuildPlan } from './plan.ts';
import { canRepeat, newBuildHint } from './repeat.ts';

const sentence = (text: string): string => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

async function failedStep(
  workflows: readonly Workflow[],
  builds: BuildsReader,
): Promise<{ workflow: Workflow; step: WorkflowStep | undefined } | undefined> {
  const workflow = workflows.findLast(({ status, isOld }) => status === 'FAILED' && !isOld);
  if (!workflow) return undefined;
  return { workflow, step: (await builds.steps(workflow.id)).find(({ status }) => status === 'FAILED') };
}

/** Where the whole truth stands; the reason often only names the component. */
const logsOf = ({ logGroup, logStream, logBucket }: BuildDetails): string =>
  `Logs: CloudWatch log group ${logGroup}, stream ${logStream}${logBucket ? `, and ${logBucket}` : ''}.`;

/** Why a build came to no good end: the step, AWS's reason, what it left, the logs, and what can be done now. */
export async function failure(
  plan: BuildPlan,
  buildArn: string,
  seen: Observation,
  context: JobContext,
): Promise<UserError> {
  const builds = context.aws.builds(plan.place);
  const name = buildName(buildArn);
  const build = await builds.build(buildArn);
  if (!build || !isEnded(build))
    return new UserError('aws_failed', `Assay lost sight of ${name}: ${sentence(seen.reason ?? seen.phase)}`, {
      hint: 'The build may go on in AWS; try again to follow it.',
    });
  const left = await builtImages(buildArn, plan.place, context);
  const leaves = left.length > 0 ? ` It leaves ${left.map(({ id, region }) => `${id} (${region})`).join(', ')}.` : '';
  if (build.status !== 'FAILED')
    return new UserError('not_possible', `${name} was ${build.status.toLowerCase()} in AWS.${leaves}`, {
      hint: `Build anew with /ami build ${plan.pipeline}.`,
    });
  const workflows = await builds.workflows(buildArn);
  const found = await failedStep(workflows, builds);
  const doing = phases.find(({ kind }) => kind === found?.workflow.kind)?.doing;
  const where = [doing ? ` while ${doing}` : '', found?.step ? `, at step ${found.step.name}` : ''].join('');
  const reason = found?.step?.message ?? build.reason ?? 'AWS gives no reason';
  const again = canRepeat(workflows);
  return new UserError(
    again ? 'aws_failed' : 'not_possible',
    `${name} failed${where}: ${sentence(reason)}${leaves} ${logsOf(build)}`,
    {
      hint: again
        ? 'Trying again repeats what comes after the build stage; nothing is built a second time.'
        : newBuildHint(plan),
    },
  );
}
