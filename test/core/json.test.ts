import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf, shortDigest } from '../../src/core/json.ts';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
};

describe('digest', () => {
  it('is SHA-256 over canonical JSON, so that others can check it', () => {
    expect(canonicalJson({ b: 1, a: ['x', null, true] })).toBe('{"a":["x",null,true],"b":1}');
    expect(digestOf({ b: 1, a: 2 })).toBe(createHash('sha256').update('{"a":2,"b":1}').digest('hex'));
    expect(shortDigest(digestOf({}))).toBe('44136fa355');
  });

  it('does not depend on the order of keys', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => digestOf(shuffled(value)) === digestOf(value)));
  });

  it('survives Redis: what is stored and read again has the same digest', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => digestOf(JSON.parse(JSON.stringify(value))) === digestOf(value)));
  });

  it.each([
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: '1' }, { a: 1 }],
    [{ a: null }, {}],
    [{ a: { b: 1 } }, { a: 1, b: 1 }],
  ])('tells %j from %j', (one, other) => expect(digestOf(one)).not.toBe(digestOf(other)));

  it('a field that is undefined is a field that is absent', () => {
    expect(digestOf({ a: 1, b: undefined })).toBe(digestOf({ a: 1 }));
  });

  it('refuses what JSON cannot say', () => {
    expect(() => digestOf(undefined)).toThrow();
    expect(() => digestOf(Number.NaN)).toThrow();
  });
});
