import { alertChannel } from '../compliance/bulletins.ts';
import { tellFalseTags } from '../compliance/tell-false-tags.ts';
import type { Place } from '../core/aws.ts';
import { definePatrol, type PatrolContext, type PatrolRun } from '../core/patrol.ts';
import { type FalseTags, falseTagsAt, falseTagsNeeds } from '../lookup/false-tags.ts';
import { approvalEnvironments } from '../lookup/judge-images.ts';
import { isSamePlace } from '../lookup/places.ts';

/** Runs about one AMI that are looked at, the newest. */
const mostBefore = 50;

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
  const before = (await records.runs({ about: imageId, limit: mostBefore })).find(
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

/** Approval tags that are no approval: told, or removed where the configuration says so. What uses such an AMI is told either way. */
export const falseTagsPatrol = definePatrol({
  name: 'false-tags',
  iam: falseTagsNeeds,
  everyMs: ({ compliance }) => compliance.everyMs,
  async look(place, context) {
    const { settings } = context;
    const { isOn, falseTags } = settings.compliance;
    if (falseTags === 'report' && !isOn) return [];
    const answer = falseTags === 'remove' ? remove : tellFalseTags;
    const runs: PatrolRun[] = [];
    for (const environment of approvalEnvironments(settings)) {
      const found = await falseTagsAt(place, environment, context);
      runs.push(...(await answer(place, environment, found, context)));
    }
    return runs;
  },
});
