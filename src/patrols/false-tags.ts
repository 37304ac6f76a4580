import { alertChannel } from '../compliance/bulletins.ts';
import { tellFalseTags } from '../compliance/tell-false-tags.ts';
import type { Place } from '../core/aws.ts';
import { definePatrol, type PatrolContext, type PatrolRun } from '../core/patrol.ts';
import { type FalseTags, falseTagsNeeds, isFalse, worthlessTagsAt } from '../lookup/false-tags.ts';
import { approvalEnvironments } from '../lookup/judge-images.ts';
import { isSamePlace } from '../lookup/places.ts';

/**
 * The runs before it about the same AMI decide: one that is under way is enough, one that failed or was stopped is people's to
 * try again, and after one that is done somebody has written the tags anew.
 */
async function removalKey(
  { imageId }: FalseTags,
  place: Place,
  environment: string,
  { records }: PatrolContext,
): Promise<string | undefined> {
  const before = (await records.runs({ about: imageId, job: 'untag', limit: Number.POSITIVE_INFINITY })).find(
    (run) =>
      run.job === 'untag' &&
      isSamePlace(run.place, place) &&
      (run.plan as { environment?: unknown }).environment === environment,
  );
  if (before && before.state !== 'done') return undefined;
  return `false-tags:${place.account}:${place.region}:${imageId}:${environment}:${before?.id ?? 'first'}`;
}

/** A run for each AMI: it takes the tags away. */
async function remove(
  place: Place,
  environment: string,
  found: readonly FalseTags[],
  context: PatrolContext,
): Promise<readonly PatrolRun[]> {
  const runs: PatrolRun[] = [];
  for (const one of found) {
    const requestKey = await removalKey(one, place, environment, context);
    if (requestKey === undefined) continue;
    runs.push({
      requestKey,
      job: 'untag',
      plan: { place: { ...place }, environment, ...one, tags: { ...one.tags } },
      channel: alertChannel(place.account, context.settings),
    });
  }
  return runs;
}

/**
 * Approval tags that are no approval: told, or removed where the configuration says so and they never were one. What uses
 * such an AMI is told either way.
 */
export const falseTagsPatrol = definePatrol({
  name: 'false-tags',
  iam: falseTagsNeeds,
  everyMs: ({ compliance }) => compliance.everyMs,
  async look(place, context) {
    const { settings } = context;
    const { isOn, falseTags } = settings.compliance;
    const removes = falseTags === 'remove';
    if (!removes && !isOn) return [];
    const runs: PatrolRun[] = [];
    for (const environment of approvalEnvironments(settings)) {
      const found = await worthlessTagsAt(place, environment, context);
      if (removes) runs.push(...(await remove(place, environment, found.filter(isFalse), context)));
      const told = removes ? found.filter((one) => !isFalse(one)) : found;
      if (isOn) runs.push(...(await tellFalseTags(place, environment, told, context)));
    }
    return runs;
  },
});
