import type { z } from 'zod';
import { type ChildEnd, defineJob } from '../../core/job.ts';
import { UserError } from '../../core/outcome.ts';
import type { Settings } from '../../core/settings.ts';
import { accountName, placeName } from '../../lookup/places.ts';
import { CopyTargetPlan, CopyTargetResult } from '../copy-target/plan.ts';
import { copyNeeds } from './needs.ts';
import { CopyPlan, CopyResult } from './plan.ts';
import { copyPresentation } from './present.ts';
import { accessToTakeBack, forgetAccess, giveAccess, takeAccessBack } from './temporary-access.ts';

const keyOf = ({ place }: CopyPlan['targets'][number]): string => `${place.account}/${place.region}`;

function childPlan(plan: CopyPlan, target: CopyPlan['targets'][number]): z.input<typeof CopyTargetPlan> {
  const { source, description, tags, withinMinutes, snapshotsAtOnce } = plan;
  return {
    source,
    target,
    description,
    tags,
    snapshotsAtOnce,
    ...(withinMinutes === undefined ? {} : { withinMinutes }),
  };
}

/** What did not work and why, the same reason once. */
function failureOf(plan: CopyPlan, ends: readonly ChildEnd[], settings: Settings): UserError {
  const failed = ends.filter(({ state }) => state !== 'done');
  const byReason = new Map<string, string[]>();
  for (const { key, ending } of failed) {
    const [account = '', region = ''] = key.split('/');
    byReason.set(ending.message, [...(byReason.get(ending.message) ?? []), placeName({ account, region }, settings)]);
  }
  const told = [...byReason].slice(0, 3).map(([reason, places]) => {
    const more = places.length > 3 ? ` and ${places.length - 3} more` : '';
    return `${places.slice(0, 3).join('; ')}${more}: ${reason}`;
  });
  const rest = byReason.size > 3 ? ' The others have other reasons.' : '';
  return new UserError(
    'aws_failed',
    `${failed.length} of ${plan.targets.length} ${plan.targets.length === 1 ? 'copy' : 'copies'} failed. ${told.join(' ')}${rest}`,
    { hint: 'What worked stays. Mend what is named, then have it tried again: only what failed is made anew.' },
  );
}

/** One AMI to any number of accounts and Regions: one run per copy, and what the copies need of the source, for their time. */
export const copyJob = defineJob({
  name: 'copy',
  doneWord: 'copied',
  plan: CopyPlan,
  result: CopyResult,
  iam: copyNeeds,
  target: ({ source, targets: [first], access }) => ({
    place: source.place,
    // Access is given and taken back on the source: no other run may do the same meanwhile. Without, nothing is touched there.
    subject:
      access.length > 0
        ? `image/${source.imageId}`
        : `copies/${source.imageId}/${first?.place.account}/${first?.place.region}/${first?.name}`,
    about: [source.imageId],
  }),
  impact: () => ({}),
  present: copyPresentation,
  async run(plan, context) {
    await context.progress({ phase: plan.access.length > 0 ? 'giving temporary access' : 'copying' });
    const given = [];
    for (const access of plan.access) given.push({ access, had: await giveAccess(plan, access, context) });
    await context.progress({ phase: 'copying' });
    const ends = await context.children(
      plan.targets.map((target) => ({
        key: keyOf(target),
        job: 'copy-target',
        plan: CopyTargetPlan.parse(childPlan(plan, target)),
      })),
    );
    for (const { access, had } of given) await takeAccessBack(plan, access, had, context);
    if (ends.some(({ state }) => state !== 'done')) throw failureOf(plan, ends, context.settings);
    return {
      copies: ends.map(({ key, result }) => {
        const [account = '', region = ''] = key.split('/');
        return { account, region, imageId: CopyTargetResult.parse(result).imageId };
      }),
    };
  },
  async release(plan, context, steps) {
    const open = accessToTakeBack(plan, steps);
    for (const { access, had } of open) await takeAccessBack(plan, access, had, context);
    await forgetAccess(plan, context);
    const names = open.map(({ access }) => accountName(access.account, context.settings));
    return names.length > 0 ? `The temporary access of ${names.join(', ')} was taken back.` : undefined;
  },
});
