import { KeyObject } from 'node:crypto';
import type { World } from './world.ts';

/** Plain data: what a JSON file could hold. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** Whatever a record holds, as data. Private keys are left out, and what is undefined. */
function plain(value: unknown): Plain | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof KeyObject) return undefined;
  if (value instanceof Map) return record([...value].map(([key, part]) => [String(key), part]));
  if (value instanceof Set) return [...value].map((part) => plain(part) ?? null).toSorted(byText);
  if (Array.isArray(value)) return value.map((part) => plain(part) ?? null);
  return typeof value === 'object' ? record(Object.entries(value)) : undefined;
}

const byText = (a: Plain, b: Plain): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

function record(entries: readonly (readonly [string, unknown])[]): { readonly [key: string]: Plain } {
  const known = entries.flatMap(([key, part]) => {
    const value = plain(part);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(known);
}

/**
 * Everything the world holds as data, whatever families of records it has: for tests that compare two moments.
 * Tags stand under `tags`, by resource and by the account that wrote them.
 */
export function dumpWorld({ tags, bus: _, ...world }: World): { readonly [key: string]: Plain } {
  const written: Record<string, Plain> = {};
  for (const { resourceId, writer, tags: own } of tags.all())
    written[resourceId] = { ...(written[resourceId] as object | undefined), [writer]: Object.fromEntries(own) };
  return { ...record(Object.entries(world)), tags: written };
}
