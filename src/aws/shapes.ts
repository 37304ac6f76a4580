import type { Tag } from '@aws-sdk/client-ec2';
import type { Filter, Tags } from '../core/aws.ts';

/** A field we rely on. AWS always sends it; if not, going on would act on the wrong thing. */
export function required<T>(value: T | undefined, field: string): T {
  if (value === undefined || value === '') throw new Error(`AWS answered without ${field}`);
  return value;
}

/** The SDK's list of tags as a record. */
export const tagsOf = (tags: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [required(Key, 'Tag.Key'), Value ?? '']));

/** A record of tags as the SDK's list. */
export const tagList = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Our filters as the SDK's. */
export const filterList = (filters: readonly Filter[] = []): { Name: string; Values: string[] }[] =>
  filters.map(({ name, values }) => ({ Name: name, Values: [...values] }));
