import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentedDependencies } from '../../tools/house/documented-dependencies.ts';
import { projectRoot, sourceFiles } from '../../tools/house/project-files.ts';
import { packageOf, readSource } from '../../tools/house/read-source.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly license?: string;
}
interface LockedPackage extends Partial<Manifest> {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly resolved?: string;
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const lock = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, LockedPackage>> };
const direct = { ...manifest.dependencies, ...manifest.devDependencies };

const installed = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .map(([path, locked]) => {
    const own = join(path, 'package.json');
    // Packages of other platforms are in the lock only.
    const license = existsSync(join(projectRoot, own)) ? (JSON.parse(read(own)) as Manifest).license : locked.license;
    return { name: path.slice(path.lastIndexOf('node_modules/') + 13), license, shipped: !locked.dev };
  });

const permissive = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0']);
/** Of "MIT OR Apache-2.0" we may choose one; of "… AND …" all must hold, which no package here says. */
const isPermissive = (license = ''): boolean =>
  license
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((one) => permissive.has(one));
/** Development only, and explained in docs/dependencies.md. */
const tolerated = /^(@cloud-copilot\/iam-(simulate|policy|utils)|lightningcss(-.*)?)$/;

test('versions are exact', () => {
  const loose = Object.entries(direct).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  expect(loose).toEqual([]);
});

test('every dependency has its reason and its licence in docs/dependencies.md, and nothing else has', () => {
  const documented = documentedDependencies(read('docs/dependencies.md'));
  const names = (section: string): string[] => documented.filter((one) => one.section === section).map((d) => d.name);
  expect(names('Shipped').sort()).toEqual(Object.keys(manifest.dependencies).sort());
  expect(names('Development only').sort()).toEqual(Object.keys(manifest.devDependencies).sort());
  for (const { name, purpose, license } of documented) {
    expect(purpose, name).not.toBe('');
    expect(`${name} ${license}`).toBe(`${name} ${installed.find((one) => one.name === name)?.license}`);
  }
});

test('everything shipped, down to the last package, has a permissive licence', () => {
  const shipped = installed.filter((one) => one.shipped);
  expect(shipped.length).toBeGreaterThan(Object.keys(manifest.dependencies).length);
  expect(shipped.filter(({ license }) => !isPermissive(license))).toEqual([]);
});

test('of the development tree only what the page explains is not', () => {
  const others = installed.filter(({ license }) => !isPermissive(license));
  expect(others.filter(({ name }) => !tolerated.test(name))).toEqual([]);
});

test('seen failing: a copyleft, an unknown and a missing licence', () => {
  expect(['AGPL-3.0-or-later', 'SEE LICENSE IN x', undefined, 'MIT AND GPL-3.0'].filter(isPermissive)).toEqual([]);
  expect(['MIT', '(MIT OR GPL-3.0)', 'BSD-3-Clause'].every(isPermissive)).toBe(true);
});

test('the lock file is in step with package.json and with what is installed', () => {
  expect(lock.packages['']).toMatchObject({
    dependencies: manifest.dependencies,
    devDependencies: manifest.devDependencies,
  });
  const listed = spawnSync('npm', ['ls', '--all', '--loglevel=error'], { cwd: projectRoot });
  expect(listed.stderr.toString()).toBe('');
  expect(listed.status).toBe(0);
});

test('the lock file names no registry: it works behind any mirror', () => {
  const named = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
  expect(named.map(([path]) => path)).toEqual([]);
});

/** Names of the packages that the files of some folders import. */
function importedPackages(...folders: readonly string[]): ReadonlySet<string> {
  const imports = [...sourceFiles(...folders)].flatMap(([path, text]) => readSource(path, text).imports);
  const names = imports.map(({ specifier }) => packageOf(specifier)).filter((name) => name !== undefined);
  return new Set(names.filter((name) => !builtinModules.includes(name)));
}

/** Found by another package by itself, or read as files: the reason stands in docs/dependencies.md. */
const notImported = ['undici', 'roboto-fontface'];

test('src imports only what is shipped, and all of it', () => {
  const shipped = Object.keys(manifest.dependencies).filter((name) => !notImported.includes(name));
  expect([...importedPackages('src')].sort()).toEqual(shipped.sort());
});

test('nobody imports a package that only happens to be there', () => {
  const imported = importedPackages('src', 'sandbox', 'test', 'bench', 'tools');
  expect([...imported].filter((name) => !(name in direct))).toEqual([]);
});
