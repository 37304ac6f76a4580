import { z } from 'zod';
import { type ChildRequest, defineJob, type JobContext } from '../../core/job.ts';
import { canonicalJson } from '../../core/json.ts';
import { accountName } from '../../lookup/places.ts';
import { CopyTargetPlan, CopyTargetResult } from '../copy-target/plan.ts';
import { SharePlan } from '../share/plan.ts';
import { hasFailed, notCopied, notShared } from './failures.ts';
import { copyNeeds } from './needs.ts';
import { CopyPlan, CopyResult } from './plan.ts';
import { copyPresentation } from './present.ts';
import { sharePlanOf } from './share-plan.ts';
import { accessToTakeBack, forgetAccess, giveAccess, takeAccessBack } from './temporary-access.ts';

/** Done once all copies are there and, where people had to agree, they still do. */
const allCopied = 'all-copied';

const keyOf = ({ place }: CopyPlan['targets'][number]): string => `${place.account}/${place.region}`;

function childPlan(plan: CopyPlan, target: CopyPlan['targets'][number]): z.input<typeof CopyTargetPlan> {
  const { source, description, tags, withinMinutes, snapshotsAtOnce, keepApproval } = plan;
  return {
    source,
    target,
    description,
    tags,
    snapshotsAtOnce,
    ...(withinMinutes === undefined ? {} : { withinMinutes }),
    ...(keepApproval && keepApproval.environments.length > 0 ? { carry: keepApproval.environments } : {}),
  };
}

const shareKeyOf = (target: CopyPlan['targets'][number]): string => `share/${keyOf(target)}`;

/** A run of `share` for each copy; it has its own approval only through this one. */
async function shareAll(
  plan: CopyPlan,
  copies: readonly ChildRequest[],
  results: readonly CopyTargetResult[],
  context: JobContext,
): Promise<void> {
  const { shareAfter } = plan;
  if (!shareAfter) return;
  await context.step(allCopied, z.object({ copies: z.number() }), async () => {
    // Copies take hours: whoever approved the strangers must still be somebody who may.
    if (context.run.approval) await context.confirmApproval('votes');
    return { copies: results.length };
  });
  await context.progress({ phase: 'sharing the copies' });
  const shares = results.map((result, index): ChildRequest => {
    const target = plan.targets[index];
    if (!target) throw new TypeError(`there is no target ${index}`);
    const sharing = SharePlan.parse(sharePlanOf(plan, shareAfter, index, result));
    return { key: shareKeyOf(target), job: 'share', plan: JSON.parse(canonicalJson(sharing)) };
  });
  const ends = (await context.children([...copies, ...shares])).slice(copies.length);
  if (ends.some(hasFailed)) throw notShared(ends, context.settings);
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
  impact: ({ shareAfter }) => {
    const unknown = (shareAfter?.takers ?? []).filter(({ isKnown }) => !isKnown).map(({ value }) => value);
    return unknown.length > 0 ? { unknownAccounts: unknown } : {};
  },
  present: copyPresentation,
  async run(plan, context) {
    await context.progress({ phase: plan.access.length > 0 ? 'giving temporary access' : 'copying' });
    const given = [];
    for (const access of plan.access) given.push({ access, had: await giveAccess(plan, access, context) });
    await context.progress({ phase: 'copying' });
    const copies = plan.targets.map(
      (target): ChildRequest => ({
        key: keyOf(target),
        job: 'copy-target',
        plan: CopyTargetPlan.parse(childPlan(plan, target)),
      }),
    );
    const ends = await context.children(copies);
    for (const { access, had } of given) await takeAccessBack(plan, access, had, context);
    if (ends.some(hasFailed)) throw notCopied(ends, plan.shareAfter !== undefined, context.settings);
    const results = ends.map(({ result }) => CopyTargetResult.parse(result));
    await shareAll(plan, copies, results, context);
    return {
      copies: results.map(({ imageId, approvals }, index) => {
        const place = plan.targets[index]?.place ?? plan.source.place;
        return { ...place, imageId, ...(approvals ? { approvals } : {}) };
      }),
    };
  },
  async release(plan, context, steps) {
    // What the copies needed was taken back before, and is not needed again.
    if (steps[allCopied] !== undefined) return undefined;
    const open = accessToTakeBack(plan, steps);
    for (const { access, had } of open) await takeAccessBack(plan, access, had, context);
    await forgetAccess(plan, context);
    const names = open.map(({ access }) => accountName(access.account, context.settings));
    return names.length > 0 ? `The temporary access of ${names.join(', ')} was taken back.` : undefined;
  },
});
