import type { Place } from '../core/aws.ts';
import { digestOf } from '../core/json.ts';
import type { PatrolContext, PatrolRun } from '../core/patrol.ts';
import { isFinal, type Run } from '../core/run.ts';
import type { WorthlessTags } from '../lookup/false-tags.ts';
import { isSamePlace } from '../lookup/places.ts';
import { guardedPlaces, isAt } from './blind-spots.ts';
import { alertChannel } from './bulletins.ts';

/** AMIs that one message tells of. */
const mostAtOnce = 50;
/** Violations about one AMI that are looked at. */
const most = 50;

type Told = { readonly environment?: unknown; readonly found?: readonly { imageId: string; digest: string }[] };

const tells = (run: Run, { imageId, tags }: WorthlessTags, place: Place, environment: string): boolean => {
  if (run.job !== 'false-tag' || !isSamePlace(run.place, place)) return false;
  const plan = run.plan as Told;
  const digest = digestOf(tags);
  return (
    plan.environment === environment &&
    plan.found?.some((one) => one.imageId === imageId && one.digest === digest) === true
  );
};

/** For so long after a run's end its tags may have been seen as they were before. */
const settlesMs = 60_000;

/** A revocation marks an AMI before it takes the tags away, and an approval is written before an old mark goes. */
async function isBeingWritten({ imageId: about, kind }: WorthlessTags, context: PatrolContext): Promise<boolean> {
  if (kind !== 'revoked') return false;
  const { records, now } = context;
  const limit = Number.POSITIVE_INFINITY;
  const runs = await Promise.all(['revoke', 'promote'].map((job) => records.runs({ about, job, limit })));
  return runs.flat().some(({ state, changedAt }) => !isFinal(state) || changedAt > now.getTime() - settlesMs);
}

/** Whether people know: by a message about the same tags, or because something that uses the AMI is told of. */
async function isKnown(
  found: WorthlessTags,
  place: Place,
  environment: string,
  { records, violations }: PatrolContext,
): Promise<boolean> {
  const before = await records.runs({ about: found.imageId, job: 'false-tag', limit: Number.POSITIVE_INFINITY });
  if (before.some((run) => tells(run, found, place, environment))) return true;
  const open = await violations.list({ account: place.account, environment, about: found.imageId, limit: most });
  return open.some((one) => isSamePlace(one.place, place));
}

/** Nobody has looked yet at what runs there: it may use these AMIs, and is told of then. */
async function isUnswept(place: Place, environment: string, { settings, violations }: PatrolContext): Promise<boolean> {
  const { account } = place;
  if (!guardedPlaces(settings, { account, environment }).some((one) => isSamePlace(one, place))) return false;
  return !(await violations.coverage()).some(isAt(place));
}

/** Runs that tell of approval tags which are no approval, each of many AMIs at once; of none that people know of. */
export async function tellFalseTags(
  place: Place,
  environment: string,
  found: readonly WorthlessTags[],
  context: PatrolContext,
): Promise<readonly PatrolRun[]> {
  if (found.length === 0 || (await isUnswept(place, environment, context))) return [];
  const unknown: WorthlessTags[] = [];
  for (const one of found)
    if (!(await isKnown(one, place, environment, context)) && !(await isBeingWritten(one, context))) unknown.push(one);
  const runs: PatrolRun[] = [];
  for (let at = 0; at < unknown.length; at += mostAtOnce) {
    const some = unknown.slice(at, at + mostAtOnce).map(({ tags, ...one }) => ({ ...one, digest: digestOf(tags) }));
    runs.push({
      requestKey: `false-tag:${place.account}:${place.region}:${environment}:${digestOf(some)}`,
      job: 'false-tag',
      plan: { place: { ...place }, environment, found: some },
      channel: alertChannel(place.account, context.settings),
    });
  }
  return runs;
}
