import { z } from 'zod';
import type { JobContext } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import { notYet } from '../../lookup/not-yet.ts';
import { imageNow, isDeprecatedFrom } from './look-again.ts';
import type { RetirePlan } from './plan.ts';

const minute = 60_000;
const Deprecated = z.object({ startedAt: z.number(), deprecatedAt: z.string() });

/** AWS takes no moment that has passed and rounds to the minute: the next whole minute is the earliest. */
const earliest = (now: number): number => Math.ceil((now + minute) / minute) * minute;

/**
 * The first step: hidden from the listings of others, still there for whoever knows its id.
 * @returns when the work started, which all delays count from
 */
export async function deprecate(plan: RetirePlan, context: JobContext): Promise<z.output<typeof Deprecated>> {
  await context.progress({ phase: 'deprecating' });
  const done = await context.step('deprecate', Deprecated, async () => {
    if (context.run.approval) await context.confirmApproval();
    const image = await imageNow(plan, context);
    if (!image)
      throw new UserError('not_found', `AWS does not show ${plan.imageId} any more: somebody deregistered it.`, {
        hint: 'There is nothing left to retire.',
      });
    const startedAt = Date.now();
    const wanted = Math.max(startedAt + plan.deprecateAfterMs, earliest(startedAt));
    const known = image.deprecatedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(image.deprecatedAt);
    // One that is deprecated, or will be sooner, stays so; a second call after a crash changes nothing that matters.
    if (known > wanted) await context.aws.lifecycle(plan.place).deprecate(plan.imageId, new Date(wanted));
    return { startedAt, deprecatedAt: new Date(Math.min(known, wanted)).toISOString() };
  });
  // Once AWS has shown it, its absence or another moment later means that somebody changed it.
  await context.step('deprecated', z.object({}), async () => {
    const image = await imageNow(plan, context);
    if (!image || !isDeprecatedFrom(done.deprecatedAt, image))
      throw notYet(done.startedAt, {
        busy: `AWS does not show ${plan.imageId} as deprecated yet`,
        gone: `${plan.imageId} was deprecated and is not any more, or for another time: somebody changed that.`,
        hint: 'Ask again if it is still to go.',
      });
    return {};
  });
  return done;
}
