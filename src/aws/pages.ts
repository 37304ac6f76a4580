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

/** Ids in portions that fit one filter: a filter leaves unknown ids out, an id list would fail the whole call. */
export function inChunks(ids: readonly string[]): readonly (readonly string[])[] {
  const unique = [...new Set(ids)];
  return Array.from({ length: Math.ceil(unique.length / filterValues) }, (_, index) =>
    unique.slice(index * filterValues, (index + 1) * filterValues),
  );
}
