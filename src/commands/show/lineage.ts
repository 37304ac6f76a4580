import type { Ancestor, AwsReader, Image, Instance } from '../../core/aws.ts';
import type { Settings } from '../../core/settings.ts';
import { everywhere, type Unseen } from '../../lookup/everywhere.ts';
import { oncePerImage } from '../../lookup/find-image.ts';
import { placesOf } from '../../lookup/places.ts';
import { answerOf, attempt } from './attempt.ts';

/** Where an AMI comes from, and what came of it. */
export interface Lineage {
  /** Oldest first, without the AMI itself; some may be gone or seen by nobody of ours. */
  readonly ancestors: readonly Ancestor[];
  /** Every AMI of the line that one of our accounts sees, by id. */
  readonly seen: ReadonlyMap<string, Image>;
  /** The instance it was made of, where it still exists. */
  readonly instance: Instance | undefined;
  /** Other AMIs of that instance, newest first. */
  readonly siblings: readonly Image[];
  /** What was copied from it, or made of instances that run it; and what came of those. Nearest first. */
  readonly descendants: readonly Image[];
  /** Why it is not known where it comes from, or what its instance is. */
  readonly blind: { readonly ancestors: string | undefined; readonly instance: string | undefined };
  readonly unseen: readonly Unseen[];
}

interface Looking {
  readonly settings: Settings;
  readonly aws: AwsReader;
}

/** Generations looked for below the AMI; each is one question to every account and Region. */
const generations = 3;
const mostDescendants = 200;

async function descendantsOf(image: Image, { settings, aws }: Looking) {
  const found: Image[] = [];
  const unseen: Unseen[] = [];
  const known = new Set([image.id]);
  let parents: readonly string[] = [image.id];
  for (let generation = 0; generation < generations && parents.length > 0; generation += 1) {
    const filters = [{ name: 'source-image-id', values: parents }];
    const answer = await everywhere(placesOf(settings), aws, (ec2) => ec2.images({ owners: ['self'], filters }));
    if (generation === 0) unseen.push(...answer.unseen);
    const children = oncePerImage(answer.found).filter(({ id }) => !known.has(id));
    for (const { id } of children) known.add(id);
    found.push(...children.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)));
    parents = found.length >= mostDescendants ? [] : children.map(({ id }) => id);
  }
  return { found, unseen };
}

/** Without AWS's own list at least the direct source is known. */
const directSource = (image: Image): readonly Ancestor[] =>
  image.sourceImageId
    ? [
        {
          id: image.sourceImageId,
          owner: undefined,
          createdAt: undefined,
          sourceImageId: undefined,
          sourceImageRegion: undefined,
        },
      ]
    : [];

async function ancestorsOf(image: Image, { settings, aws }: Looking) {
  const tried = await attempt(aws.ec2(image.place).ancestry(image.id));
  const listed = answerOf(tried)?.filter(({ id }) => id !== image.id) ?? directSource(image);
  const last = answerOf(tried)?.at(-1);
  // The first of all is named by the last entry where AWS stops at what it may show.
  const beyond: readonly Ancestor[] =
    last?.sourceImageId && last.sourceImageId !== image.id && !listed.some(({ id }) => id === last.sourceImageId)
      ? [
          {
            id: last.sourceImageId,
            owner: undefined,
            createdAt: undefined,
            sourceImageId: undefined,
            sourceImageRegion: undefined,
          },
        ]
      : [];
  const ancestors = [...listed, ...beyond].toReversed();
  const ids = ancestors.map(({ id }) => id);
  const { found } =
    ids.length > 0 ? await everywhere(placesOf(settings), aws, (ec2) => ec2.images({ ids })) : { found: [] };
  return { ancestors, found, blind: 'why' in tried ? tried.why : undefined };
}

async function instanceOf(image: Image, aws: AwsReader) {
  const { sourceInstanceId: id, place } = image;
  if (!id) return { instance: undefined, siblings: [], blind: undefined };
  const ec2 = aws.ec2(place);
  const filters = [{ name: 'source-instance-id', values: [id] }];
  const [instance, siblings] = await Promise.all([
    attempt(ec2.instances({ ids: [id] })),
    attempt(ec2.images({ owners: ['self'], filters })),
  ]);
  return {
    blind: 'why' in instance ? instance.why : 'why' in siblings ? siblings.why : undefined,
    instance: answerOf(instance)?.[0],
    siblings: (answerOf(siblings) ?? [])
      .filter((one) => one.id !== image.id)
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
  };
}

/** Asks every account and Region for the relatives of an AMI. What cannot be seen is told, not guessed. */
export async function lineageOf(image: Image, looking: Looking): Promise<Lineage> {
  const [up, down, beside] = await Promise.all([
    ancestorsOf(image, looking),
    descendantsOf(image, looking),
    instanceOf(image, looking.aws),
  ]);
  const all = oncePerImage([image, ...up.found, ...beside.siblings, ...down.found]);
  return {
    ancestors: up.ancestors,
    seen: new Map(all.map((one) => [one.id, one])),
    instance: beside.instance,
    siblings: beside.siblings,
    descendants: down.found,
    blind: { ancestors: up.blind, instance: beside.blind },
    unseen: down.unseen,
  };
}
