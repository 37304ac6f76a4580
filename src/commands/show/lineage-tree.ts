import type { Ancestor, Image } from '../../core/aws.ts';
import type { PictureMark, PictureNode } from '../../core/picture.ts';
import type { Settings } from '../../core/settings.ts';
import { age, ownerOf } from '../../lookup/image-facts.ts';
import { countsAsApproved, type Judgement } from '../../lookup/judge-images.ts';
import { makerOf } from '../../lookup/maker-of.ts';
import { placeName } from '../../lookup/places.ts';
import type { Lineage } from './lineage.ts';

/** Boxes in one picture: more would be a wall. */
const mostBoxes = 40;
const mostAncestors = 8;
const mostSiblings = 5;

export interface TreeContext {
  readonly settings: Settings;
  readonly now: Date;
  /** Environment to judgements by AMI id. */
  readonly judged: ReadonlyMap<string, ReadonlyMap<string, Judgement>>;
}

export interface LineageTree {
  readonly tree: PictureNode;
  /** Relatives that are known and not in the tree. */
  readonly leftOut: number;
}

function approvalMarks(id: string, { judged, settings }: TreeContext): readonly PictureMark[] {
  return [...judged].flatMap(([environment, byId]): PictureMark[] => {
    const judgement = byId.get(id);
    if (!judgement || judgement.kind === 'none') return [];
    if (countsAsApproved(judgement, settings)) return [{ tone: 'good', text: `approved for ${environment}` }];
    if (judgement.kind === 'revoked') return [{ tone: 'bad', text: `revoked for ${environment}` }];
    return [{ tone: 'warning', text: `${environment}: tag not proven` }];
  });
}

function stateMarks(image: Image, now: Date): readonly PictureMark[] {
  const isDeprecated = image.deprecatedAt !== undefined && Date.parse(image.deprecatedAt) <= now.getTime();
  const isBad = ['failed', 'error', 'invalid'].includes(image.state);
  return [
    ...(image.state === 'available'
      ? []
      : [{ tone: isBad ? ('bad' as const) : ('plain' as const), text: image.state }]),
    ...(isDeprecated ? [{ tone: 'plain' as const, text: 'deprecated' }] : []),
    ...(image.isPublic ? [{ tone: 'plain' as const, text: 'public' }] : []),
  ];
}

/** How an AMI came from the instance above it. */
const fromInstance = (image: Image, settings: Settings): string => {
  const maker = makerOf(image, settings);
  return maker?.isBackup ? `backup by ${maker.name}` : 'image of it';
};

/** How an AMI came from the AMI above it. Only the owner is told the instance; without one it is a copy. */
function relationOf(image: Image, parent: Image | undefined, settings: Settings): string {
  const maker = makerOf(image, settings);
  if (maker?.isBackup) return `backup by ${maker.name}`;
  if (image.ownerId !== image.place.account) return 'came of it';
  if (image.sourceInstanceId) return `image of ${image.sourceInstanceId}`;
  const isElsewhere =
    parent && (parent.place.account !== image.place.account || parent.place.region !== image.place.region);
  return isElsewhere ? `copy into ${placeName(image.place, settings)}` : 'copy';
}

function boxOf(
  image: Image,
  relation: string,
  context: TreeContext,
  children: readonly PictureNode[],
  isShown = false,
): PictureNode {
  const { settings, now } = context;
  const isOwn = image.ownerId === image.place.account;
  const where = isOwn ? placeName(image.place, settings) : `${ownerOf(image, settings)}, ${image.place.region}`;
  return {
    kind: 'image',
    relation,
    name: image.name || 'no name',
    details: [image.id, where, age(image.createdAt, now)].join(' · '),
    marks: [...approvalMarks(image.id, context), ...stateMarks(image, now)],
    children,
    ...(isShown ? { isShown } : {}),
  };
}

function ancestorBox(
  ancestor: Ancestor,
  parent: Image | undefined,
  relation: string | undefined,
  lineage: Lineage,
  context: TreeContext,
  children: readonly PictureNode[],
): PictureNode {
  const image = lineage.seen.get(ancestor.id);
  if (image) return boxOf(image, relation ?? relationOf(image, parent, context.settings), context, children);
  const owner = ancestor.owner === undefined ? 'owner unknown' : `of ${ancestor.owner}`;
  return {
    kind: 'unseen',
    relation: relation ?? 'came of it',
    name: ancestor.id,
    details: `gone, or not shared with us · ${owner}`,
    marks: [],
    children,
  };
}

/** What came of the AMI, nearest generations first until there is no more room. */
function below(image: Image, { descendants }: Lineage, context: TreeContext, room: number): readonly PictureNode[] {
  const kept = new Set(descendants.slice(0, room).map(({ id }) => id));
  const under = (parent: Image): readonly PictureNode[] =>
    descendants
      .filter((one) => one.sourceImageId === parent.id && kept.has(one.id))
      .map((one) => boxOf(one, relationOf(one, parent, context.settings), context, under(one)));
  return under(image);
}

/** The family of an AMI as a tree: what it comes from above it, what came of it below, other AMIs of its instance beside it. */
export function lineageTree(image: Image, lineage: Lineage, context: TreeContext): LineageTree {
  const ancestors = lineage.ancestors.slice(-mostAncestors);
  const descendantIds = new Set(lineage.descendants.map(({ id }) => id));
  const others = lineage.siblings.filter(({ id }) => !descendantIds.has(id));
  const siblings = others.slice(0, mostSiblings);
  const room = mostBoxes - ancestors.length - siblings.length - (image.sourceInstanceId ? 2 : 1);
  const source = ancestors.at(-1);
  const parent = source && lineage.seen.get(source.id);
  const own = boxOf(
    image,
    image.sourceInstanceId
      ? fromInstance(image, context.settings)
      : source
        ? relationOf(image, parent, context.settings)
        : 'AWS does not say what it was made from',
    context,
    below(image, lineage, context, room),
    true,
  );
  let tree = own;
  if (image.sourceInstanceId) {
    const { instance } = lineage;
    const { settings } = context;
    tree = {
      kind: instance ? 'instance' : 'unseen',
      relation: source ? 'instance launched from it' : 'instance',
      name: instance?.name ?? image.sourceInstanceId,
      details: [
        image.sourceInstanceId,
        placeName(image.place, settings),
        instance?.state ?? (lineage.blind.instance ? 'could not be looked at' : 'does not exist any more'),
      ].join(' · '),
      marks: [],
      children: [own, ...siblings.map((one) => boxOf(one, fromInstance(one, settings), context, []))],
    };
  }
  for (const [index, ancestor] of ancestors.toReversed().entries()) {
    const above = ancestors.at(-2 - index);
    const isFirst = index === ancestors.length - 1;
    const begins = ancestors.length < lineage.ancestors.length ? 'older ones are left out' : 'where it begins';
    tree = ancestorBox(ancestor, above && lineage.seen.get(above.id), isFirst ? begins : undefined, lineage, context, [
      tree,
    ]);
  }
  const leftOut =
    lineage.ancestors.length -
    ancestors.length +
    (others.length - siblings.length) +
    Math.max(0, lineage.descendants.length - room);
  return { tree, leftOut };
}
