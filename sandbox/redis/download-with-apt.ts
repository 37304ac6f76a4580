import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Environment, runProgram } from './run-program.ts';

/** The folder's own program: finds its libraries beside itself, so that the folder can be moved. */
export const wrapperName = 'redis-server';

/** Distributions differ in which of the two they carry; the binary lives in the second package of each pair. */
const choices = [
  ['redis-server', 'redis-tools'],
  ['valkey-server', 'valkey-tools'],
] as const;

/** `exec` keeps the process id, which stop and watchdog rely on. */
const wrapper = (binary: string): string => `#!/bin/sh
root=$(cd "$(dirname "$0")" && pwd)/root
libraries=
for folder in "$root"/usr/lib/*-linux-* "$root"/lib/*-linux-*; do
  [ -d "$folder" ] && libraries=$libraries$folder:
done
LD_LIBRARY_PATH=$libraries\${LD_LIBRARY_PATH:-} exec "$root/usr/bin/${binary}" "$@"
`;

/**
 * Downloads a Redis server with its libraries through apt and unpacks it into `folder`. Nothing is installed: it works
 * without root, and as root it does not start a system service on port 6379 as `apt-get install` would.
 * apt checks signatures and hashes as always; its lists and downloads are kept apart from the system's.
 * @throws Error with what apt said
 */
export async function downloadWithApt(
  folder: string,
  env: Environment,
  say: (line: string) => void,
): Promise<{ readonly command: string }> {
  await mkdir(dirname(folder), { recursive: true });
  // Built aside and moved at the end: a half-finished download is never found by the next start.
  const work = await mkdtemp(`${folder}-`);
  try {
    const apt = await privateApt(work, env);
    say('No Redis server found: downloading one with apt into .cache/redis (nothing is installed on this system).');
    const update = await apt('apt-get', ['update'], 120_000);
    const packages = await packagesToGet(apt);
    if (packages.length === 0) throw new Error(`apt knows no redis-server here. ${lastLine(update)}`);
    const debs = join(work, 'debs');
    await mkdir(debs);
    const got = await apt('apt-get', ['download', ...packages], 120_000, debs);
    const files = (await readdir(debs)).filter((name) => name.endsWith('.deb'));
    if (files.length < packages.length) throw new Error(`apt could not download the server. ${lastLine(got)}`);
    const root = join(work, 'root');
    for (const file of files) {
      const unpacked = await runProgram('dpkg-deb', ['-x', join(debs, file), root], { env, timeout: 60_000 });
      if (unpacked.code !== 0) throw new Error(`dpkg-deb could not unpack ${file}. ${lastLine(unpacked.output)}`);
    }
    const binary = (await readdir(join(root, 'usr/bin'))).find((name) => /^(redis|valkey)-server$/.test(name));
    if (!binary) throw new Error('the downloaded packages hold no server');
    const ready = join(work, 'ready');
    await mkdir(ready);
    await rename(root, join(ready, 'root'));
    await writeFile(join(ready, wrapperName), wrapper(binary));
    await chmod(join(ready, wrapperName), 0o755);
    await takePlace(ready, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { command: join(folder, wrapperName) };
}

type Apt = (program: string, parameters: readonly string[], timeout?: number, cwd?: string) => Promise<string>;

async function privateApt(work: string, env: Environment): Promise<Apt> {
  const state = join(work, 'apt');
  for (const folder of ['lists/partial', 'cache/archives/partial'])
    await mkdir(join(state, folder), { recursive: true });
  await writeFile(join(state, 'status'), '');
  const options = [
    `Dir::State::lists=${join(state, 'lists')}`,
    `Dir::Cache=${join(state, 'cache')}`,
    // What is installed here must not decide which version is asked for.
    `Dir::State::status=${join(state, 'status')}`,
    // Neither the system's locks nor its download user can be had without root.
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ].flatMap((option) => ['-o', option]);
  return async (program, parameters, timeout = 30_000, cwd = work) => {
    const quiet = program === 'apt-get' ? ['-qq'] : [];
    const result = await runProgram(program, [...options, ...quiet, ...parameters], {
      env: { ...env, LC_ALL: 'C' },
      cwd,
      timeout,
    });
    return result.output;
  };
}

/** The server and the libraries it names itself. What apt itself needs (libc, libsystemd) is there already. */
async function packagesToGet(apt: Apt): Promise<readonly string[]> {
  for (const names of choices) {
    const output = await apt('apt-cache', ['depends', '--important', ...names]);
    const depends = [...output.matchAll(/^ +\|?Depends: ([a-z0-9][a-z0-9.+-]*)/gm)].map((match) => match[1] ?? '');
    const libraries = depends.filter((name) => /^lib/.test(name) && !/^lib(c6|systemd0|gcc-s1)$/.test(name));
    if (names.every((name) => new RegExp(`^${name}$`, 'm').test(output))) return [...new Set([...names, ...libraries])];
  }
  return [];
}

/** Two starts at once may both download; the first one in place wins, a broken older folder gives way. */
async function takePlace(ready: string, folder: string): Promise<void> {
  const moved = (): Promise<boolean> =>
    rename(ready, folder).then(
      () => true,
      () => false,
    );
  if (await moved()) return;
  await rm(folder, { recursive: true, force: true });
  if (!(await moved())) throw new Error('another start replaced .cache/redis at the same moment: try again');
}

const lastLine = (output: string): string => output.trim().split('\n').at(-1) ?? '';
