import type { Filter } from '../core/aws.ts';

/** AWS's own most for one page and for the values of one filter. */
const pageSize = 1000;
const filterValues = 200;

/**
 * All pages of a Describe call, until there are none or the limit is reached.
 * @param ask one page; a page may be empty and still have a next one
 */
export async function allPages<T>(
  ask: (page: { MaxResults: number; NextToken?: string }) => Promise<{ items: readonly T[]; next: string | undefined }>,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly T[]> {
  const found: T[] = [];
  let next: string | undefined;
  do {
    // EC2 refuses fewer than five.
    const MaxResults = Math.min(pageSize, Math.max(5, limit - found.length));
    const page = await ask({ MaxResults, ...(next === undefined ? {} : { NextToken: next }) });
    found.push(...page.items);
    next = page.next === '' ? undefined : page.next;
  } while (next !== undefined && found.length < limit);
  return found.slice(0, limit);
}

/**
 * The pages of a Describe call one at a time, none kept; empty ones are left out, for they may have a next one.
 * @param size AWS's own most for one page of this call
 */
export async function* eachPage<T>(
  ask: (page: { MaxResults: number; NextToken?: string }) => Promise<{ items: readonly T[]; next: string | undefined }>,
  size = pageSize,
): AsyncGenerator<readonly T[]> {
  let next: string | undefined;
  do {
    const page = await ask({ MaxResults: size, ...(next === undefined ? {} : { NextToken: next }) });
    if (page.items.length > 0) yield page.items;
    next = page.next === '' ? undefined : page.next;
  } while (next !== undefined);
}

/** Values in portions that fit one filter. */
export function inChunks(values: readonly string[], size = filterValues): readonly (readonly string[])[] {
  const unique = [...new Set(values)];
  return Array.from({ length: Math.ceil(unique.length / size) }, (_, index) =>
    unique.slice(index * size, (index + 1) * size),
  );
}

/**
 * The filters of a query, as often as none has more values than AWS takes; what several values match can come more than
 * once. Without filters it is one portion, with one that has no values none. Ids stand in a filter too, which leaves
 * unknown ones out; an id list would fail the whole call.
 */
export function portions(idFilter: string, ids: readonly string[] | undefined, filters: readonly Filter[] = []) {
  const all = ids === undefined ? filters : [{ name: idFilter, values: ids }, ...filters];
  return all.reduce<readonly { Name: string; Values: string[] }[][]>(
    (parts, { name, values }) =>
      inChunks(values).flatMap((chunk) => parts.map((part) => [...part, { Name: name, Values: [...chunk] }])),
    [[]],
  );
}

/** Asks portion after portion until the limit is reached. */
export async function collect<P, T>(
  parts: readonly P[],
  limit: number | undefined,
  ask: (part: P, limit: number | undefined) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (const part of parts) {
    if (limit !== undefined && found.length >= limit) break;
    found.push(...(await ask(part, limit === undefined ? undefined : limit - found.length)));
  }
  return found;
}
