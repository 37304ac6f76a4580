import { z } from 'zod';
import type { JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { ImageUser, usersReported } from '../../lookup/image-users.ts';
import { type Begun, imageNow, lookAgain } from './look-again.ts';
import type { RetirePlan } from './plan.ts';

/** The steps that take an AMI away from whoever uses it. */
export type Stage = 'disable' | 'deregister';

const Foreign = z.object({ users: z.array(ImageUser) });
const stepsOf = (stage: Stage) => ({
  count: `count:${stage}`,
  counted: `counted:${stage}`,
  forget: `forget:${stage}`,
});

/** Deleted before, by ourselves: we died after AWS's answer. */
const unlessGone = (error: unknown): void => {
  if (!(error instanceof UserError && error.code === 'not_found')) throw error;
};

/**
 * Lets AWS count the users in all accounts, also in those nobody may look into. Its figures are up to a day old.
 * @returns users in accounts that are not configured
 */
export async function countForeign(stage: Stage, plan: Begun, context: JobContext): Promise<readonly ImageUser[]> {
  const steps = stepsOf(stage);
  const lifecycle = context.aws.lifecycle(plan.place);
  await context.progress({ phase: 'asking AWS who uses it, in all accounts' });
  const { reportId } = await context.step(steps.count, z.object({ reportId: z.string() }), async () => {
    // Nobody needs to be counted for an AMI that somebody wants to keep, or that is gone.
    await lookAgain(plan, context, stage === 'disable' ? 'available' : 'disabled');
    // A retry must count anew: AWS gives the same report for the same token.
    const token = `${context.run.id}-${stage}-${context.run.retried?.count ?? 0}`;
    const tags = { [`${context.settings.tags.prefix}run`]: context.run.id };
    return { reportId: await lifecycle.createUsageReport(plan.imageId, token, tags) };
  });
  const seen = await context.until({ watch: 'usage-report', place: plan.place, target: reportId });
  const { users } = await context.step(steps.counted, Foreign, async () => {
    if (seen.state !== 'done')
      throw new UserError('aws_failed', `AWS could not count who uses ${plan.imageId}: ${seen.reason ?? seen.phase}.`, {
        hint: 'Retry later; without that count nothing is disabled or deregistered.',
      });
    return { users: [...usersReported(await lifecycle.usageEntries(reportId), context.settings)] };
  });
  await context.step(steps.forget, z.object({}), async () => {
    await lifecycle.deleteUsageReport(reportId).catch(unlessGone);
    return {};
  });
  return users;
}

/** After a failure: no count of this run is left at AWS, and a retry counts anew for the step that comes next. */
export async function forgetCounts(plan: RetirePlan, context: JobContext): Promise<void> {
  const lifecycle = context.aws.lifecycle(plan.place);
  for (const { id, tags } of await lifecycle.usageReports(plan.imageId))
    if (tags[`${context.settings.tags.prefix}run`] === context.run.id)
      await lifecycle.deleteUsageReport(id).catch(unlessGone);
  const isDisabled = (await imageNow(plan, context))?.state === 'disabled';
  await context.forget(...Object.values(stepsOf(isDisabled ? 'deregister' : 'disable')));
}
