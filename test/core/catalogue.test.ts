import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../src/core/catalogue.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

const good: Readonly<Record<string, string>> = {
  'jobs/paint-it/index.ts': `export const paintItJob = { name: 'paint-it' };`,
  'watches/wall.ts': `export const wallWatch = { name: 'wall' };`,
  'commands/paint.ts': `import { paintItJob } from '../jobs/paint-it/index.ts';
    export const paint = { name: 'paint', input: { shape: {} }, job: paintItJob };`,
  'commands/look-at.ts': `export const lookAt = { name: 'look-at', input: { shape: {} } };`,
};

/** A source folder of its own; \`undefined\` leaves a file out. */
function folderOf(files: Readonly<Record<string, string | undefined>>): URL {
  const folder = mkdtempSync(join(tmpdir(), 'assay-catalogue-'));
  made.push(folder);
  for (const name of ['commands', 'jobs', 'watches']) mkdirSync(join(folder, name));
  for (const [path, text] of Object.entries({ ...good, ...files })) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return pathToFileURL(`${folder}/`);
}

describe('a good folder', () => {
  it('is read by its files’ names, folders and files alike', async () => {
    const { commands, jobs, watches } = await loadCatalogue(folderOf({ 'commands/notes.md': 'not code' }));
    expect([...commands.keys()]).toEqual(['look-at', 'paint']);
    expect([...jobs.keys()]).toEqual(['paint-it']);
    expect([...watches.keys()]).toEqual(['wall']);
  });

  it('may have patrols, and need not', async () => {
    expect((await loadCatalogue(folderOf({}))).patrols.size).toBe(0);
    const found = await loadCatalogue(folderOf({ 'patrols/gate.ts': `export const gatePatrol = { name: 'gate' };` }));
    expect([...found.patrols.keys()]).toEqual(['gate']);
  });

  it('is what is really there', async () => {
    const { commands, jobs, watches } = await loadCatalogue(new URL('../../src/', import.meta.url));
    expect(commands.size).toBeGreaterThanOrEqual(14);
    expect(jobs.size).toBeGreaterThanOrEqual(3);
    expect(watches.has('image')).toBe(true);
  });
});

describe('the start is stopped by', () => {
  it.each<[string, Readonly<Record<string, string | undefined>>, RegExp]>([
    [
      'a file that exports nothing under its name',
      { 'commands/paint.ts': 'export const other = 1;' },
      /commands\/paint\.ts must export "paint"$/,
    ],
    [
      'a job without its suffix',
      { 'jobs/paint-it/index.ts': `export const paintIt = {};` },
      /jobs\/paint-it\/index\.ts must export "paintItJob"$/,
    ],
    [
      'a name that is not the file’s',
      { 'commands/paint.ts': `export const paint = { name: 'pant', input: { shape: {} } };` },
      /^paint\.ts declares "pant"; its name must be "paint" like its file$/,
    ],
    [
      'a command that asks for a job nobody has',
      {
        'jobs/paint-it/index.ts': undefined,
        'commands/paint.ts': `export const paint = { name: 'paint', input: { shape: {} }, job: { name: 'paint-it' } };`,
      },
      /^command "paint" asks for job "paint-it", which is not in jobs\/$/,
    ],
    [
      'a job of that name which is another one',
      {
        'commands/paint.ts': `export const paint = { name: 'paint', input: { shape: {} }, job: { name: 'paint-it' } };`,
      },
      /which is not in jobs\//,
    ],
    [
      'a field without a description',
      { 'commands/paint.ts': `export const paint = { name: 'paint', input: { shape: { wall: { _zod: {} } } } };` },
      /input field "wall" has no argument/,
    ],
    ['a file that throws', { 'commands/paint.ts': `throw new Error('the paint is dry');` }, /the paint is dry/],
    ['a file that does not parse', { 'commands/paint.ts': `export const paint = {` }, /paint\.ts|Unexpected|expected/i],
    ['a folder without an index', { 'commands/wall/readme.txt': 'x' }, /wall\/index/],
  ])('%s', async (_what, files, says) => {
    await expect(loadCatalogue(folderOf(files))).rejects.toThrow(says);
  });

  it('a folder that is missing', async () => {
    await expect(loadCatalogue(pathToFileURL(join(tmpdir(), 'no-such-assay/')))).rejects.toThrow(/no-such-assay/);
  });
});
