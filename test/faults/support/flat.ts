import type { Plain } from '../../../sandbox/aws/world/dump-world.ts';

/** One value of the world, with the way to it. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: string;
}

/** Moments, progress of what takes time, AWS's memory of tokens, and what it tells others of: not what it holds in the end. */
const volatile = new Set([
  'lag',
  'progress',
  'looksLeft',
  'durationMs',
  'tokens',
  'clientTokens',
  'launches',
  'config',
  'queues',
]);

/** A world as single values. Lists count as sets: their members stand side by side under `[]`. */
export function flat(value: Plain, path: readonly string[] = []): readonly Leaf[] {
  if (Array.isArray(value)) return value.map((part: Plain) => ({ path: [...path, '[]'], value: JSON.stringify(part) }));
  if (value === null || typeof value !== 'object') return [{ path, value: JSON.stringify(value) }];
  const entries = Object.entries(value as Readonly<Record<string, Plain>>).filter(([key]) => !volatile.has(key));
  return entries.flatMap(([key, part]) => flat(part, [...path, key]));
}

const keyOf = ({ path, value }: Leaf): string => `${path.join(' › ')} = ${value}`;

/** What is in the one and not in the other, both ways. A value that stands twice counts twice. */
export function difference(before: readonly Leaf[], after: readonly Leaf[]): { added: Leaf[]; gone: Leaf[] } {
  const minus = (one: readonly Leaf[], other: readonly Leaf[]): Leaf[] => {
    const left = new Map<string, number>();
    for (const leaf of other) left.set(keyOf(leaf), (left.get(keyOf(leaf)) ?? 0) + 1);
    return one.filter((leaf) => {
      const count = left.get(keyOf(leaf)) ?? 0;
      left.set(keyOf(leaf), count - 1);
      return count <= 0;
    });
  };
  return { added: minus(after, before), gone: minus(before, after) };
}

/** A difference as lines that can be compared with those of another run, sorted. */
export function linesOf(
  { added, gone }: { readonly added: readonly Leaf[]; readonly gone: readonly Leaf[] },
  mask: (text: string) => string,
): readonly string[] {
  return [...added.map((leaf) => `+ ${mask(keyOf(leaf))}`), ...gone.map((leaf) => `- ${mask(keyOf(leaf))}`)].toSorted();
}
