import { expect, test } from 'vitest';
import { deadExports } from '../../tools/house/dead-exports.ts';
import { sourceFiles } from '../../tools/house/project-files.ts';

/** Exported though nobody here imports it, with the reason. */
const kept: Readonly<Record<string, string>> = {};

test('every export of src is imported somewhere', () => {
  expect(deadExports(sourceFiles('src', 'sandbox', 'test', 'bench', 'tools'), kept)).toEqual([]);
});

const dead = (files: Record<string, string>, keep: Record<string, string> = {}): readonly string[] =>
  deadExports(new Map(Object.entries(files)), keep);

test('seen failing: a value, a type and a re-export that nobody imports', () => {
  expect(
    dead({
      'src/core/a.ts': 'export const one = 1; export interface Two {} export const { three, x: [four] } = f;',
      'src/core/b.ts': "export { one as five } from './a.ts';",
    }),
  ).toEqual([
    'src/core/a.ts#Two is imported nowhere',
    'src/core/a.ts#three is imported nowhere',
    'src/core/a.ts#four is imported nowhere',
    'src/core/b.ts#five is imported nowhere',
  ]);
});

test('a value used only in its own file needs no export', () => {
  expect(dead({ 'src/core/a.ts': 'export const one = 1; f(one);' })).toHaveLength(1);
});

test('a schema that shares its name with its type is dead when nobody names either', () => {
  const file = 'export const Vote = z.object({}); export type Vote = z.infer<typeof Vote>;';
  expect(dead({ 'src/core/a.ts': file })).toHaveLength(1);
});

test('imported from tests, as a whole module, by name, or as part of a contract: alive', () => {
  expect(
    dead({
      'src/core/a.ts': 'export const one = 1; export interface Two {} export function three(two: Two): void {}',
      'src/core/b.ts': 'export const four = 4;',
      'test/a.test.ts': "import { one as uno, three } from '../src/core/a.ts'; import * as b from '../src/core/b.ts';",
      'src/commands/copy-all.ts': 'export const copyAll = {};',
      'src/jobs/copy/index.ts': 'export const copyJob = {};',
      'src/watches/image.ts': 'export const imageWatch = {};',
    }),
  ).toEqual([]);
});

test('an exception silences one export, and is reported when it is no longer needed', () => {
  const files = { 'src/core/a.ts': 'export const one = 1;' };
  expect(dead(files, { 'src/core/a.ts#one': 'a reason' })).toEqual([]);
  expect(dead({}, { 'src/core/a.ts#one': 'a reason' })).toEqual(['src/core/a.ts#one needs no exception any more']);
});
