import { z } from 'zod';
import type { Image, Instance, Place, Tags } from '../core/aws.ts';
import { userIdPattern } from '../core/people.ts';
import { runIdPattern } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';

/** Something at AWS that a run made, by its tags. */
export const LostThing = z.object({
  kind: z.enum(['image', 'instance']),
  place: z.object({ account: z.string(), region: z.string() }),
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  isPending: z.boolean(),
});
export type LostThing = z.infer<typeof LostThing>;

/** What tags say of a run. Anybody who may write tags could have written them: text for people, never a reason to allow anything. */
export const LostRun = z.object({
  runId: z.string(),
  /** "copy of ami-… from eu-west-1". */
  what: z.string(),
  requester: z.string().optional(),
  source: z.object({ imageId: z.string(), region: z.string() }).optional(),
  things: z.array(LostThing),
});
export type LostRun = z.infer<typeof LostRun>;

/** Tag keys by which a run's work is found again. */
export const runTags = ({ tags: { prefix } }: Pick<Settings, 'tags'>) => ({
  run: `${prefix}run`,
  /** On what a child made: the run people asked for. */
  parent: `${prefix}parent`,
  requester: `${prefix}requester`,
});

const short = (text: string | undefined): string => (text ?? '').slice(0, 60);

/** In the words of whoever asked; only of what the jobs write at creation. */
function whatOf(thing: LostThing, tags: Tags, prefix: string): string {
  const of = (key: string): string | undefined => tags[`${prefix}${key}`];
  if (of('schedule') !== undefined)
    return `backup of ${short(of('source-instance'))} by the schedule ${short(of('schedule'))}`;
  if (of('moved-from') !== undefined) return `move of ${short(of('moved-from'))}`;
  if (of('source-image') !== undefined)
    return `copy of ${short(of('source-image'))} from ${short(of('source-region'))}`;
  if (of('source-instance') !== undefined) return `AMI of ${short(of('source-instance'))}`;
  return thing.kind === 'instance' ? 'launch' : 'AMI';
}

const imageThing = (image: Image): LostThing => ({
  kind: 'image',
  place: { ...image.place },
  id: image.id,
  name: image.name,
  createdAt: image.createdAt,
  isPending: image.state === 'pending',
});
const instanceThing = (instance: Instance): LostThing => ({
  kind: 'instance',
  place: { ...instance.place },
  id: instance.id,
  name: instance.name ?? instance.id,
  createdAt: instance.launchedAt,
  isPending: instance.state === 'pending',
});

/** What AWS shows, by the run that people asked for; whatever carries no id of a run is left out. */
export function runsOf(
  images: readonly Image[],
  instances: readonly Instance[],
  settings: Pick<Settings, 'tags'>,
): readonly LostRun[] {
  const keys = runTags(settings);
  const found = new Map<string, LostRun>();
  const all = [
    ...images.map((image) => ({ thing: imageThing(image), tags: image.tags })),
    ...instances.map((instance) => ({ thing: instanceThing(instance), tags: instance.tags })),
  ].toSorted((a, b) => a.thing.createdAt.localeCompare(b.thing.createdAt));
  for (const { thing, tags } of all) {
    const runId = tags[keys.parent] ?? tags[keys.run] ?? '';
    if (!runIdPattern.test(runId)) continue;
    const { prefix } = settings.tags;
    const requester = tags[keys.requester] ?? '';
    const [imageId, region] = [tags[`${prefix}source-image`], tags[`${prefix}source-region`]];
    const before = found.get(runId);
    found.set(runId, {
      runId,
      what: whatOf(thing, tags, prefix),
      ...(userIdPattern.test(requester) ? { requester } : {}),
      ...(imageId && region ? { source: { imageId, region } } : {}),
      ...before,
      things: [...(before?.things ?? []), thing],
    });
  }
  return [...found.values()];
}

/** "build eu-west-1"; for keys. */
export const placeKey = ({ account, region }: Place): string => `${account}:${region}`;
