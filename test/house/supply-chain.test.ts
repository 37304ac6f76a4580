import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '../../tools/house/project-files.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const Locked = z.object({
  version: z.string().optional(),
  integrity: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  os: z.array(z.string()).optional(),
  hasInstallScript: z.boolean().optional(),
  deprecated: z.string().optional(),
});
const lock = z
  .object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), Locked) })
  .parse(JSON.parse(read('package-lock.json')));
const manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) }).parse(JSON.parse(read('package.json')));

const all = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, locked]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 13), ...locked }));
const shipped = all.filter(({ dev }) => !dev);
/** Those that one machine installs; the others are the same for other platforms. */
const onOneMachine = shipped.filter(({ os }) => os === undefined);

/** More than this needs a reason: each package is one more somebody to trust. */
const mostShipped = 200;
/** In two versions, because two of those we ship want different ones. */
const twice = ['@types/retry', 'eventemitter3'];

test('every package is fixed by its SHA-512', () => {
  expect(all.filter(({ integrity }) => !integrity?.startsWith('sha512-')).map(({ name }) => name)).toEqual([]);
});

test('no package runs a program of its own when it is installed', () => {
  const scripts = all.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  expect(scripts.filter((name) => manifest.allowScripts[name] !== false)).toEqual([]);
  expect(Object.values(manifest.allowScripts)).not.toContain(true);
});

test('nothing is shipped that its authors gave up', () => {
  expect(shipped.filter(({ deprecated }) => deprecated !== undefined).map(({ name }) => name)).toEqual([]);
});

test('the shipped tree is small, each package in one version', () => {
  const names = onOneMachine.map(({ name }) => name);
  const double = names.filter((name, index) => names.indexOf(name) !== index);
  expect([...new Set(double)].sort()).toEqual(twice);
  expect(names.length).toBeLessThan(mostShipped);
  console.log(
    `Supply chain: ${names.length} packages shipped, ${all.length} in all, each with its SHA-512; 0 install scripts run`,
  );
});
