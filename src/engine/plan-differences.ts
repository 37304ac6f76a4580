import { canonicalJson, type Json } from '../core/json.ts';

const isTree = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null;

const said = (value: Json | undefined): string => {
  if (value === undefined || value === null) return 'nothing';
  const text = typeof value === 'string' ? `"${value}"` : canonicalJson(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

/** What differs between two plans, a sentence per field; empty when they are equal. */
export function planDifferences(before: Json | undefined, after: Json | undefined, path = ''): readonly string[] {
  if (isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => planDifferences(before[key], after[key], path ? `${path}.${key}` : key));
  }
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  return [`${path || 'the plan'} was ${said(before)} and is ${said(after)} now`];
}
