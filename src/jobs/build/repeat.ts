import { z } from 'zod';
import type { BuildsWriter, Workflow } from '../../core/aws-builds.ts';
import type { JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { buildName } from '../../lookup/build-words.ts';
import { notYet } from '../../lookup/not-yet.ts';
import type { BuildPlan } from './plan.ts';

const Asked = z.object({ isAsked: z.boolean(), at: z.number(), known: z.array(z.string()) });

/** AWS repeats what comes after the build stage, with the AMI that stage has made. */
export const canRepeat = (workflows: readonly Workflow[]): boolean => {
  const current = workflows.filter(({ isOld }) => !isOld);
  return current.some(({ kind, status }) => kind === 'BUILD' && status === 'COMPLETED');
};

export const newBuildHint = (plan: Pick<BuildPlan, 'pipeline'>): string =>
  `AWS cannot repeat this stage: mend what failed, then build anew with /ami build ${plan.pipeline}.`;

/**
 * Somebody had a failed run tried again: the tests and the distribution are repeated where AWS can, never the build.
 * A build that has gone on by itself meanwhile is only followed.
 */
export async function repeat(
  plan: BuildPlan,
  buildArn: string,
  round: number,
  builds: BuildsWriter,
  context: JobContext,
): Promise<void> {
  const { isAsked, at, known } = await context.step(`repeat-${round}`, Asked, async () => {
    const now = Date.now();
    const build = await builds.build(buildArn);
    if (build?.status !== 'FAILED') return { isAsked: false, at: now, known: [] };
    const workflows = await builds.workflows(buildArn);
    if (!canRepeat(workflows))
      throw new UserError('not_possible', `${buildName(buildArn)} failed before its AMI was made.`, {
        hint: newBuildHint(plan),
      });
    await builds.retry(buildArn, `${context.run.id}-repeat-${round}`);
    return { isAsked: true, at: now, known: workflows.map(({ id }) => id) };
  });
  if (!isAsked) return;
  await context.step(`repeat-${round}-begun`, z.object({ buildArn: z.string() }), async () => {
    // The old failure must not be taken for a new one.
    const build = await builds.build(buildArn);
    const isBegun = (await builds.workflows(buildArn)).some(({ id }) => !known.includes(id));
    if (build?.status === 'FAILED' && !isBegun)
      throw notYet(at, {
        busy: `AWS does not show yet that ${buildName(buildArn)} is tried again`,
        gone: `AWS took the wish to repeat ${buildName(buildArn)}, but it still stands as failed.`,
        hint: newBuildHint(plan),
      });
    return { buildArn };
  });
}
