import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';

/** For each filter a Describe call knows: the values of an item it is compared with. */
export type FilterTable<T> = Readonly<Record<string, (item: T) => readonly (string | number | boolean | undefined)[]>>;

/**
 * Keeps the items that match every filter; the values of one filter are alternatives; `*` and `?` are wildcards.
 * `tag:<key>` and `tag-key` are understood for everything that has tags.
 *
 * @throws AwsError `InvalidParameterValue` for a filter this call does not know, `FilterLimitExceeded` over 200 values
 */
export function applyFilters<T>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  table: FilterTable<T>,
  tagsOf?: (item: T) => ReadonlyMap<string, string>,
): readonly T[] {
  const tests = (filters ?? []).map((filter) => makeTest(filter, table, tagsOf));
  return items.filter((item) => tests.every((test) => test(item)));
}

function makeTest<T>(
  filter: Filter,
  table: FilterTable<T>,
  tagsOf: ((item: T) => ReadonlyMap<string, string>) | undefined,
): (item: T) => boolean {
  const name = filter.Name ?? '';
  const values = filter.Values ?? [];
  if (values.length === 0) {
    throw new AwsError('InvalidParameterValue', `The filter '${name}' has no values`);
  }
  if (values.length > 200) {
    throw new AwsError('FilterLimitExceeded', `The maximum number of filter values specified on a single call is 200`);
  }
  const patterns = values.map(toPattern);
  const matches = (value: string | number | boolean | undefined): boolean =>
    value !== undefined && patterns.some((pattern) => pattern.test(String(value)));

  if (tagsOf !== undefined && name.startsWith('tag:')) {
    return (item) => matches(tagsOf(item).get(name.slice('tag:'.length)));
  }
  if (tagsOf !== undefined && name === 'tag-key') {
    return (item) => [...tagsOf(item).keys()].some(matches);
  }
  const read = Object.hasOwn(table, name) ? table[name] : undefined;
  if (read === undefined) {
    throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  }
  return (item) => read(item).some(matches);
}

function toPattern(value: string): RegExp {
  const source = value.replaceAll(/\\[*?\\]|[*?]|[^*?\\]+|\\/g, (part) => {
    if (part === '*') {
      return '.*';
    }
    if (part === '?') {
      return '.';
    }
    const literal = /^\\[*?\\]$/.test(part) ? part.slice(1) : part;
    return literal.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}
