import { alertChannel } from '../compliance/bulletins.ts';
import { definePatrol, type PatrolContext, type PatrolRun } from '../core/patrol.ts';
import { type FalseTags, falseTagsAt, falseTagsNeeds } from '../lookup/false-tags.ts';
import { approvalEnvironments } from '../lookup/judge-images.ts';

/**
 * The runs before it about the same AMI decide: one that is under way is enough, one that failed or was stopped is people's to
 * try again, and after one that is done somebody has written the tags anew.
 */
async function requestKey(
  found: FalseTags,
  { account, region, environment }: { account: string; region: string; environment: string },
  { records }: PatrolContext,
): Promise<string | undefined> {
  const before = (await records.runs({ about: found.imageId, limit: 50 })).find(
    ({ job, place, plan }) =>
      job === 'untag' &&
      place.account === account &&
      place.region === region &&
      (plan as { environment?: unknown }).environment === environment,
  );
  if (before && before.state !== 'done') return undefined;
  return `false-tags:${account}:${region}:${found.imageId}:${environment}:${before?.id ?? 'first'}`;
}

/** Approval tags that are no approval, removed where the configuration says so. What uses such an AMI is told either way. */
export const falseTagsPatrol = definePatrol({
  name: 'false-tags',
  iam: falseTagsNeeds,
  everyMs: ({ compliance }) => compliance.everyMs,
  async look(place, context) {
    const { settings } = context;
    if (settings.compliance.falseTags !== 'remove') return [];
    const runs: PatrolRun[] = [];
    for (const environment of approvalEnvironments(settings))
      for (const found of await falseTagsAt(place, environment, context)) {
        const key = await requestKey(found, { ...place, environment }, context);
        if (key === undefined) continue;
        runs.push({
          requestKey: key,
          job: 'untag',
          plan: { place: { ...place }, environment, ...found, tags: { ...found.tags } },
          channel: alertChannel(place.account, settings),
        });
      }
    return runs;
  },
});
