import { difference, type Leaf } from './flat.ts';

const anyId =
  /^(?:[a-z]{1,12}(?:-[a-z]{1,12})?-(?:[0-9a-f]{17}|[0-9a-f]{8})|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|arn:.+)$/;

/** The record a value belongs to: the innermost id on the way to it. */
const recordOf = ({ path }: Leaf): string => path.findLast((part) => anyId.test(part)) ?? path.join(' › ');

/** Values of an account in a Region that nobody had used before: that it is looked at now is not a change. */
const isOfNewPlace = ({ path }: Leaf, before: readonly Leaf[]): boolean =>
  path[0] === 'accounts' &&
  path[2] === 'regions' &&
  !path.some((part) => anyId.test(part)) &&
  !before.some((leaf) => leaf.path[1] === path[1] && leaf.path[2] === 'regions' && leaf.path[3] === path[3]);

/** What people call a thing with an ARN: `golden-base/2.1.0/4`. */
const endOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

const endsAs = (leaf: Leaf, name: string): boolean => leaf.path.at(-1) === name;
const text = ({ value }: Leaf): string => value.replace(/^"|"$/g, '');

const isDead = ({ path, value }: Leaf): boolean =>
  path.at(-1) === 'state' && /"(deregistered|terminated|deleted)"/.test(value);

/** Came and went again: nothing of it is left. */
function passed(before: readonly Leaf[], after: readonly Leaf[]): ReadonlySet<string> {
  const known = new Set(before.map(recordOf));
  return new Set(
    after
      .filter(isDead)
      .map(recordOf)
      .filter((id) => !known.has(id)),
  );
}

/** Records that belong to another one and need no name of their own: an image's snapshots, an instance's volumes. */
function ownersOf(id: string, after: readonly Leaf[]): readonly string[] {
  // An instance belongs to no image, nor an image to what runs from it.
  if (/^(ami|i)-/.test(id)) return [];
  const own = after.filter((leaf) => leaf.path.includes(id));
  const says = own.filter((leaf) => endsAs(leaf, 'imageId') || endsAs(leaf, 'instanceId')).map(text);
  const listedBy = after.filter((leaf) => leaf.path.at(-1) !== id && leaf.value.includes(`"${id}"`)).map(recordOf);
  return [...says, ...listedBy].filter((owner) => /^(ami|i)-/.test(owner));
}

/** What people are told instead of an id: an AMI's name, a key's alias without its prefix. As whole words. */
function isToldAs(id: string, world: readonly Leaf[], card: string): boolean {
  const own = world.filter(({ path }) => path.at(-2) === id || path.at(-3) === id);
  const names = own
    .filter(({ path }) => (path.includes('images') && path.at(-1) === 'name') || path.at(-2) === 'aliases')
    .map((leaf) => text(leaf).replace(/^alias\//, ''));
  const words = card.split(/[^\w./@()-]+/).map((word) => word.replace(/^[(]|[.,):]+$/g, ''));
  return names.some((name) => words.includes(name));
}

/** A grant is named by its own id, or by its key (id or alias) together with the account that was given it. */
function isGrantNamed(id: string, world: readonly Leaf[], isNamed: (word: string) => boolean): boolean {
  const grantee = world.find((leaf) => leaf.path.includes(id) && endsAs(leaf, 'granteePrincipal'));
  const keyId = grantee?.path[(grantee.path.indexOf('keys') ?? 0) + 1];
  if (!grantee || !keyId) return false;
  const aliases = world.filter((leaf) => leaf.path.includes(keyId) && leaf.path.at(-2) === 'aliases').map(text);
  const account = /\d{12}/.exec(grantee.value)?.[0] ?? grantee.value;
  return [keyId, ...aliases].some(isNamed) && isNamed(account);
}

/** Lists of who may use something. */
const permissionLists = ['launchPermissions', 'createVolumePermissions'];

/**
 * Everything that changed in AWS and that the card does not name: records that came, went or changed, and everybody who
 * was given a permission. A snapshot is named by its image, a volume by its instance.
 * @param aliases account id to its alias
 * @param card all the card says
 */
export function unnamed(
  before: readonly Leaf[],
  after: readonly Leaf[],
  card: string,
  aliases: ReadonlyMap<string, string>,
): readonly string[] {
  const { added: more, gone } = difference(before, after);
  const isOver = passed(before, after);
  const added = more.filter((leaf) => !isOfNewPlace(leaf, before) && !isOver.has(recordOf(leaf)));
  const changed = new Set([...added, ...gone].map(recordOf));
  const world = [...after, ...gone];
  const isNamed = (id: string): boolean =>
    card.includes(id) ||
    card.includes(aliases.get(id) ?? id) ||
    (id.startsWith('arn:') && card.includes(endOf(id))) ||
    isToldAs(id, world, card);
  const records = [...changed]
    .filter((id) => !isNamed(id) && !ownersOf(id, world).some(isNamed) && !isGrantNamed(id, world, isNamed))
    .map((id) => {
      const parts = [...added, ...gone].filter((leaf) => recordOf(leaf) === id);
      const some = parts.slice(0, 4).map((leaf) => `${leaf.path.slice(-2).join(' › ')} = ${leaf.value}`);
      return `${id} is not on the card (${some.join('; ')})`;
    });
  const grantees = added
    .filter((leaf) => endsAs(leaf, '[]') && permissionLists.includes(leaf.path.at(-2) ?? '') && !isNamed(text(leaf)))
    .map((leaf) => `${recordOf(leaf)}: ${text(leaf)} in ${leaf.path.at(-2)} is not on the card`);
  return [...records, ...grantees];
}

const removal = /remov|deregister|delet|terminat|taken back|took back|gone/i;

/**
 * Images, snapshots and instances that the card names and that AWS does not hold, unless it says that they went away.
 * @param isKnown whether an id was there before the run
 */
export function phantoms(after: readonly Leaf[], card: string, isKnown: (id: string) => boolean): readonly string[] {
  const living = new Set(after.map(recordOf));
  for (const leaf of after) if (isDead(leaf)) living.delete(recordOf(leaf));
  const named = new Set(card.match(/\b(?:ami|snap|i)-[0-9a-f]{17}\b/g) ?? []);
  return [...named].filter((id) => !isKnown(id) && !living.has(id) && !removal.test(card));
}
