import fc from 'fast-check';
import { hostile } from './hostile.ts';

/** Anything JSON can hold, to be made worse. */
export type Any = null | boolean | number | string | Any[] | { [key: string]: Any };

type Path = readonly (string | number)[];

/** Where something stands, by name and place: every value inside, the whole itself left out. */
function pathsOf(value: Any, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: readonly (readonly [string | number, Any])[] = Array.isArray(value)
    ? value.map((each, index) => [index, each] as const)
    : Object.entries(value);
  return entries.flatMap(([key, each]) => [[...path, key], ...pathsOf(each, [...path, key])]);
}

function parentOf(root: Any, path: Path): { [key: string | number]: Any } | undefined {
  let at: Any | undefined = root;
  for (const key of path.slice(0, -1))
    at = typeof at === 'object' && at !== null ? (at as { [key: string | number]: Any })[key] : undefined;
  return typeof at === 'object' && at !== null ? (at as { [key: string | number]: Any }) : undefined;
}

const deep = (levels: number): Any => {
  let value: Any = 'x';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Of every kind, and of kinds that look like others. */
const strangers: readonly Any[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  9_007_199_254_740_991,
  '',
  ' ',
  'x',
  'null',
  'undefined',
  '0',
  '[object Object]',
  [],
  {},
  [null],
  [[]],
  [{}],
  { id: null },
  { id: 7 },
  { length: 5 },
  { toString: 1, valueOf: 1 },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as Any,
  '__proto__',
  'constructor',
  'x'.repeat(100_000),
  Array.from({ length: 300 }, () => 'x'),
  deep(400),
  '<!channel>',
];

/** One thing that is done to a value: `take` may choose a better stranger for the place than any would be. */
export interface Damage {
  readonly how: number;
  readonly at: number;
  readonly to: number;
  readonly text: string;
}

export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.record({ how: fc.nat(11), at: fc.nat(1_000_000), to: fc.nat(1_000_000), text: hostile(200) }),
  { minLength: 1, maxLength: 3 },
);

/** What may stand under a name and is not wrong by its kind: ids of others, other buttons, other forms. */
export type Pools = Readonly<Record<string, readonly Any[]>>;

const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(1, all.length)];

function damage(root: Any, { how, at, to, text }: Damage, pools: Pools): void {
  const all = pathsOf(root);
  const named = all.filter((path) => pools[String(path.at(-1))] !== undefined);
  // Half of what is done is done where something is read.
  const path = how >= 6 && named.length > 0 ? pick(named, at) : pick(all, at);
  const parent = path && parentOf(root, path);
  const key = path?.at(-1);
  if (!parent || key === undefined) return;
  const before = parent[key] as Any;
  const pool = pools[String(key)];
  if (how === 0) delete parent[key];
  else if (how === 1) parent[key] = structuredClone(pick(strangers, to) ?? null);
  else if (how === 2) parent[key] = text;
  else if (how === 3) parent[key] = [before, structuredClone(before)];
  else if (how === 4) parent[key] = { [String(key)]: before };
  else if (how === 5) {
    const other = pick(all, to);
    const from = other && parentOf(root, other);
    const last = other?.at(-1);
    if (from && last !== undefined) parent[key] = structuredClone(from[last] as Any);
  } else if (how <= 8 && pool) parent[key] = structuredClone(pick(pool, to) ?? null);
  else if (how === 9) parent[key] = structuredClone(pick(strangers, to) ?? null);
  else if (how === 10 && typeof before === 'string') parent[key] = before.slice(0, to % (before.length + 1));
  else if (typeof before === 'string')
    parent[key] = before.slice(0, to % (before.length + 1)) + text + before.slice(to % (before.length + 1));
  else delete parent[key];
}

/** A copy of it with all of that done to it. */
export function mangled(value: Any, how: readonly Damage[], pools: Pools = {}): Any {
  const copy = structuredClone(value);
  for (const one of how) damage(copy, one, pools);
  return copy;
}
