import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { argument, fieldsOf, TagPairs, TextList } from '../../src/core/input.ts';

const about = { title: 'Thing', hint: 'A thing.' };

describe('fields of an input', () => {
  it.each([
    ['a text', z.string(), { kind: 'text', required: true }],
    ['an optional text', z.string().trim().optional(), { kind: 'text', required: false }],
    ['a text with a default', z.string().default('x'), { kind: 'text', required: false, initial: 'x' }],
    ['a flag', z.boolean().default(false), { kind: 'flag', required: false, initial: 'false' }],
    ['a number', z.number().default(3), { kind: 'number', required: false, initial: '3' }],
    ['a choice', z.enum(['a', 'b']), { kind: 'choice', required: true, options: ['a', 'b'] }],
    [
      'an optional choice with a default',
      z.enum(['a', 'b']).default('b').optional(),
      { kind: 'choice', required: false, options: ['a', 'b'], initial: 'b' },
    ],
    ['tags', TagPairs.default({}), { kind: 'tags', required: false }],
    ['a list', TextList, { kind: 'list', required: true }],
  ])('%s', (_what, schema, field) => {
    expect(fieldsOf(z.strictObject({ thing: argument(schema, about) }))).toEqual([
      { ...about, name: 'thing', ...field },
    ]);
  });

  it('come in the order they are written', () => {
    const input = z.strictObject({ b: argument(z.string(), about), a: argument(z.string(), about) });
    expect(fieldsOf(input).map(({ name }) => name)).toEqual(['b', 'a']);
  });

  it('keep their description when they are made optional afterwards', () => {
    const [field] = fieldsOf(z.strictObject({ thing: argument(z.string(), about).optional() }));
    expect(field).toMatchObject({ ...about, required: false });
  });

  it('one schema may describe two fields', () => {
    const shared = z.string();
    const one = argument(shared, { ...about, title: 'One' });
    const two = argument(shared, { ...about, title: 'Two' });
    expect(fieldsOf(z.strictObject({ one, two })).map(({ title }) => title)).toEqual(['One', 'Two']);
  });

  it('a field without a description is a broken command', () => {
    expect(() => fieldsOf(z.strictObject({ thing: z.string() }))).toThrow(
      'input field "thing" has no argument(…) description',
    );
  });
});
