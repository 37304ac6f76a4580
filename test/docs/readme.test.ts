import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigFile } from '../../src/config/schema.ts';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { isPlanning } from '../../src/core/command.ts';
import { helpOf } from '../../src/core/help-of.ts';
import { fieldsOf } from '../../src/core/input.ts';
import { reasonCodes } from '../../src/core/outcome.ts';
import { needsOf } from '../../src/policy/needs-of.ts';
import { projectRoot } from '../../tools/house/project-files.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const names = (folder: string): readonly string[] =>
  readdirSync(join(projectRoot, folder)).map((name) => name.replace(/\.ts$/, ''));

const readme = read('README.md');
const pages = [
  'README.md',
  'CHANGELOG.md',
  ...['docs', 'docs/adr', 'docs/reference'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

/** Fenced blocks of a page, and the page without them. */
const blocksOf = (text: string): readonly string[] =>
  [...text.matchAll(/^ *```\w*\n([\s\S]*?)^ *```$/gm)].map(([, block = '']) => block);
const proseOf = (text: string): string => text.replace(/^ *```\w*\n[\s\S]*?^ *```$/gm, '');

/** What a page says is code: blocks, and words between backticks. */
const codeOf = (text: string): string =>
  [...blocksOf(text), ...[...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)].join('\n');

const found = (pattern: RegExp, text: string): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, first = '']) => first)),
];

/** The first column of a section's tables, without backticks; a cell may name several. */
function firstColumn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => found(/`([^`]+)`/g, line.split('|')[1] ?? ''));
}

describe('README', () => {
  test.for(['npm ci && npm run sandbox', 'npm ci && npm test'])('has the command "%s" on a line of its own', (line) => {
    expect(blocksOf(readme).map((block) => block.trim())).toContain(line);
  });

  test('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = pages.flatMap((page) => found(/npm run (?:--\S+ )?([\w:]+)/g, codeOf(read(page))));
    expect(named).toContain('sandbox');
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });

  test('names verbs and flags of the program that exist', () => {
    const wrong: string[] = [];
    let seen = 0;
    for (const page of pages)
      for (const [call, verb = ''] of codeOf(read(page)).matchAll(/^\s*assay (\w+)[^\n#]*/gm)) {
        seen += 1;
        const file = `src/cli/${verb}-verb.ts`;
        if (!existsSync(join(projectRoot, file))) wrong.push(`${page}: ${call}`);
        else
          for (const flag of found(/--([\w-]+)/g, call))
            if (!new RegExp(`'?\\b${flag}'?: \\{ type:`).test(read(file))) wrong.push(`${page}: --${flag} of ${verb}`);
      }
    expect(seen).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });

  test('names options of the sandbox that exist, and docs/sandbox.md names all of them', () => {
    const options = found(/^ {8}'?([a-z-]+)'?: \{ type:/gm, read('sandbox/main.ts')).filter((name) => name !== 'help');
    const named = found(/npm run sandbox -- --([\w-]+)/g, codeOf(readme));
    expect(named.filter((name) => !options.includes(name))).toEqual([]);
    const told = firstColumn(read('docs/sandbox.md')).flatMap((cell) => found(/^--([\w-]+)/g, cell));
    expect([...told].sort()).toEqual([...options].sort());
  });

  test('names slash commands that exist, and every one that does', () => {
    const commands = names('src/commands');
    const table = readme.split('## What it does today')[1]?.split('\n## ')[0] ?? '';
    const inTable = firstColumn(table).map((cell) => cell.replace('/ami', '').trim());
    expect(inTable.filter(Boolean).sort()).toEqual([...commands].sort());
    const typed = pages.flatMap((page) => found(/\/ami ([a-z]+)/g, codeOf(read(page))));
    const example = 'note';
    expect([...new Set(typed)].filter((name) => name !== example && !commands.includes(name))).toEqual([]);
  });

  test('its figures of the benchmarks are those of the benchmarks page', () => {
    const page = read('docs/benchmarks.md').replaceAll('`', '');
    const table = readme
      .slice(readme.indexOf('## Benchmarks'))
      .split('\n')
      .filter((line) => line.startsWith('| `/ami'));
    const [help = '', status = ''] = table.map((line) =>
      line
        .replaceAll('`', '')
        .split('|')
        .map((cell) => cell.trim())
        .join(' | '),
    );
    for (const [line, command] of [
      [help, '/ami help'],
      [status, '/ami status'],
    ] as const)
      for (const ratio of line.split(' | ').slice(2, 5))
        expect(
          page.split('\n').some((row) => row.includes(command) && row.includes(`| ${ratio} |`)),
          `${command}: ${ratio}`,
        ).toBe(true);
  });
});

/** The anchor GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

function linkProblems(page: string): readonly string[] {
  return [...proseOf(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : relative(projectRoot, join(projectRoot, dirname(page), path));
    if (!existsSync(join(projectRoot, target))) return [`${page}: ${link} does not exist`];
    if (anchor === undefined) return [];
    const anchors = [...proseOf(read(target)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
    return anchors.includes(anchor) ? [] : [`${page}: ${target} has no heading #${anchor}`];
  });
}

test.for(pages)('every link of %s leads to a file and a heading that exist', (page) => {
  expect(linkProblems(page)).toEqual([]);
});

interface Setting {
  readonly key: string;
  readonly fallback: unknown;
}

/** Every key of a schema as the page writes it: `accounts[].alias`, `requesters.<name>.users`. */
function settingsIn(schema: z.ZodType, path = '', fallback?: unknown): readonly Setting[] {
  if (schema instanceof z.ZodDefault) return settingsIn(schema.unwrap() as z.ZodType, path, schema.def.defaultValue);
  if (schema instanceof z.ZodPrefault) return settingsIn(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodOptional) return settingsIn(schema.unwrap() as z.ZodType, path, fallback);
  const own = path === '' || path.endsWith(']') || path.endsWith('>') ? [] : [{ key: path, fallback }];
  if (schema instanceof z.ZodObject) {
    const below = Object.entries(schema.shape).flatMap(([name, field]) =>
      settingsIn(field as z.ZodType, path === '' ? name : `${path}.${name}`),
    );
    // Groups of settings stand in the page by their members, unless leaving them out means something.
    return path.endsWith('.approvals') ? [...own, ...below] : below;
  }
  if (schema instanceof z.ZodArray) {
    const below = settingsIn(schema.element as z.ZodType, `${path}[]`);
    return path === 'demands' ? [...own, ...below] : below.length > 0 ? below : own;
  }
  if (schema instanceof z.ZodRecord) return [...own, ...settingsIn(schema.valueType as z.ZodType, `${path}.<name>`)];
  return own;
}

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/** How the page may write a default: as it is, or as a duration. */
function spellings(value: unknown): readonly string[] {
  if (typeof value !== 'number') return [String(value)];
  return [String(value), ...units.flatMap(([unit, size]) => (value % size === 0 ? [`${value / size}${unit}`] : []))];
}

describe('docs/configuration.md', () => {
  const page = read('docs/configuration.md');
  const [yaml = '', environment = ''] = page.split('## Environment');
  const settings = settingsIn(ConfigFile);

  test('names every key of the schema, and no other', () => {
    expect([...firstColumn(yaml)].sort()).toEqual(settings.map(({ key }) => key).sort());
  });

  test('states the defaults of the schema', () => {
    const cells = new Map(
      yaml
        .split('\n')
        .filter((line) => line.startsWith('| `'))
        .map((line) => line.split('|').map((cell) => cell.trim()))
        .map(([, key = '', fallback = '']) => [key.replaceAll('`', ''), fallback.replaceAll('`', '')]),
    );
    const plain = settings.filter(({ fallback }) => ['string', 'number', 'boolean'].includes(typeof fallback));
    expect(plain.length).toBeGreaterThan(10);
    for (const { key, fallback } of plain) expect(spellings(fallback), key).toContain(cells.get(key));
  });

  test('names every variable of the environment that is read, and no other', () => {
    const source = ['read-environment', 'load-config'].map((name) => read(`src/config/${name}.ts`)).join('\n');
    const used = found(/\b((?:ASSAY|SLACK|REDIS)_[A-Z_]+)\b/g, source);
    expect([...firstColumn(environment)].sort()).toEqual([...used].sort());
  });
});

test('docs/errors.md explains every reason code, and no other', () => {
  const codes = firstColumn(read('docs/errors.md'));
  expect([...codes].sort()).toEqual([...reasonCodes].sort());
});

test('every code that docs/approvals.md names is one', () => {
  const table = read('docs/approvals.md').split('Refusals, in the order')[1]?.split('A typed')[0] ?? '';
  const named = table.split('\n').flatMap((line) => found(/`([a-z_]+)`/g, line.split('|')[2] ?? ''));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((code) => !(reasonCodes as readonly string[]).includes(code))).toEqual([]);
});

describe('the example of docs/adding-an-operation.md', () => {
  const cache = join(projectRoot, '.cache');
  let folder = '';

  // Its own src/ with the two files; everything else of src/ is the real one, by a link.
  beforeAll(() => {
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'docs-example-'));
    for (const name of ['commands', 'jobs', 'watches']) mkdirSync(join(folder, 'src', name), { recursive: true });
    for (const name of ['core', 'lookup', 'approvals'])
      symlinkSync(join(projectRoot, 'src', name), join(folder, 'src', name));
    for (const block of blocksOf(read('docs/adding-an-operation.md'))) {
      const [, path] = /^\/\/ (src\/\S+)\n/.exec(block) ?? [];
      if (path) writeFileSync(join(folder, path), block);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is found by being there, and help, form and permissions know it', async () => {
    const catalogue = await loadCatalogue(pathToFileURL(`${join(folder, 'src')}/`));
    expect([...catalogue.commands.keys(), ...catalogue.jobs.keys()]).toEqual(['note', 'note']);
    const command = catalogue.commands.get('note');
    if (!command || !isPlanning(command)) throw new Error('"note" asks for no work');
    expect(fieldsOf(command.input).map(({ name, position }) => [name, position])).toEqual([
      ['image', 0],
      ['text', 1],
    ]);
    expect(helpOf(catalogue.commands.values())[0]?.usage).toBe('/ami note <image> <text>');
    expect(needsOf(catalogue).writer.map(({ action }) => action)).toContain('ec2:CreateTags');
  });

  test('compiles as strictly as the rest', { timeout: 60_000 }, async () => {
    const config = { extends: join(projectRoot, 'tsconfig.json'), include: ['src/commands', 'src/jobs'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const said = await promisify(execFile)(process.execPath, [
      join(projectRoot, 'node_modules/typescript/bin/tsc'),
      '-p',
      folder,
    ]).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? String(error) }));
    expect(said.stdout).toBe('');
  });
});
