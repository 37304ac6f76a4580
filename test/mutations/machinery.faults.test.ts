import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withRedis } from '../store/open-store.ts';
import { type Area, loadMachinery, type Machinery } from './machinery/load-machinery.ts';
import { machineryCases } from './machinery/machinery-cases.ts';
import { machineryWeakenings } from './machinery/machinery-weakenings.ts';

const source = fileURLToPath(new URL('../../src/', import.meta.url));
const { open } = withRedis();
let folder = '';
let caught = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weakened-machinery-'));
  await symlink(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(async () => {
  console.log(`two-person rule: ${machineryWeakenings.length} weakenings of store and engine, ${caught} caught`);
  await rm(folder, { recursive: true, force: true });
});

/** Every file of a folder, by its path under `src/`. */
async function textsOf(area: Area): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(join(source, area), { recursive: true });
  const paths = entries.filter((path) => path.endsWith('.ts')).map((path) => join(area, path));
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(source, path), 'utf8')] as const)),
  );
}

/** The file, and all that come to it by their imports: they must be copied, so that they come to its copy. */
function copiedWith(file: string, texts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const copied = new Set([file]);
  for (let before = 0; before < copied.size; ) {
    before = copied.size;
    for (const [path, text] of texts)
      if ([...text.matchAll(/from '(\.[^']+)'/g)].some(([, to = '']) => copied.has(join(dirname(path), to))))
        copied.add(path);
  }
  return copied;
}

/** The sources with one line replaced. What does not come to it is linked: it is the same for cases and copy. */
async function weakened(name: string, file: `${Area}/${string}`, from: string, to: string): Promise<Machinery> {
  const copy = join(folder, name);
  const own = file.split('/')[0] as Area;
  await mkdir(copy);
  for (const entry of await readdir(source)) if (entry !== own) await symlink(join(source, entry), join(copy, entry));
  const texts = await textsOf(own);
  const copied = copiedWith(file, texts);
  for (const [path, text] of texts) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    if (copied.has(path)) await writeFile(join(copy, path), path === file ? text.replace(from, () => to) : text);
    else await symlink(join(source, path), join(copy, path));
  }
  expect(texts.get(file)?.split(from), `"${from}" must stand once in ${file}`).toHaveLength(2);
  return loadMachinery(pathToFileURL(`${copy}/`), [own]);
}

async function failing(machinery: Machinery): Promise<readonly string[]> {
  const { redis } = open();
  const outcomes = await Promise.allSettled(machineryCases.map(({ check }) => check(machinery, redis)));
  return machineryCases.flatMap(({ name }, index) => (outcomes[index]?.status === 'rejected' ? [name] : []));
}

describe('store and engine weakened', () => {
  test.each(['engine/lease.ts', 'store/lua/save-run.ts'] as const)(
    'not at all: every case passes on a plain copy (%s)',
    async (file) => {
      const line = file.startsWith('engine') ? 'run.lease?.token !== token' : 'if found[1] ~= ARGV[2]';
      expect(await failing(await weakened(`plain-${dirname(file).replace('/', '-')}`, file, line, line))).toEqual([]);
    },
  );

  test.each(machineryWeakenings.map((one, index) => ({ ...one, index })))(
    '$what',
    async ({ index, file, from, to, caughtBy }) => {
      expect(
        machineryCases.map(({ name }) => name),
        'the named case exists',
      ).toContain(caughtBy);
      expect(await failing(await weakened(`w${index}`, file, from, to))).toContain(caughtBy);
      caught += 1;
    },
  );
});
