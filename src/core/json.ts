import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Anything that survives JSON unchanged: what may be stored in a record or hashed. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Canonical JSON (RFC 8785): equal data, equal text, whatever the order of its keys. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('only JSON data can be hashed');
  return text;
}

/** SHA-256 over canonical JSON, as 64 hex digits. Two equal plans, documents or statements have one digest. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** The first digits of a digest, as people see it on a card. */
export const shortDigest = (digest: string): string => digest.slice(0, 10);
