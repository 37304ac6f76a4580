import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRedis } from '../../../sandbox/redis/find-redis.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'assay-find-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** A program that says what it is told to, in a folder of the made-up machine. */
async function program(folder: string, name: string, script: string): Promise<string> {
  await mkdir(join(home, folder), { recursive: true });
  const path = join(home, folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}
const server = (folder: string, name: string, version = '7.2.4'): Promise<string> =>
  program(folder, name, `echo "Server v=${version} sha=0"`);

/** Finds on a machine that has only what the test gave it. */
async function find(env: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') {
  const said: string[] = [];
  const found = await findRedis({
    env: { PATH: join(home, 'bin'), ...env },
    say: (line) => said.push(line),
    cache: join(home, 'cache'),
    places: [join(home, 'usual')],
    platform,
  });
  return { found, said };
}

test('REDIS_SERVER_BIN comes first', async () => {
  await server('bin', 'redis-server');
  const named = await server('opt', 'mine', '8.0.1');
  const { found } = await find({ REDIS_SERVER_BIN: named });
  expect(found).toEqual({ command: named, version: '8.0.1', how: 'named by REDIS_SERVER_BIN' });
});

test('a REDIS_SERVER_BIN that does not work is an error, not a second choice', async () => {
  await server('bin', 'redis-server');
  await expect(find({ REDIS_SERVER_BIN: join(home, 'nothing') })).rejects.toThrow(/^REDIS_SERVER_BIN does not help/);
});

test('valkey is taken before redis, PATH before the usual places', async () => {
  await server('bin', 'redis-server');
  await server('usual', 'valkey-server');
  const inPath = await server('bin', 'valkey-server', '8.1.0');
  expect((await find()).found).toMatchObject({ command: inPath, version: '8.1.0' });
});

test('the usual places are looked at when PATH has none', async () => {
  const command = await server('usual', 'redis-server');
  expect((await find()).found.command).toBe(command);
});

test('a server that is too old or does not run is passed over, with a word about it', async () => {
  await server('bin', 'valkey-server', '6.0.16');
  await program('bin', 'redis-server', 'echo "cannot open shared object file" >&2; exit 127');
  const command = await server('usual', 'redis-server', '6.2.0');
  const { found, said } = await find();
  expect(found.command).toBe(command);
  expect(said.join('\n')).toMatch(/6\.0\.16; 6\.2 or newer is needed.*\n.*did not answer/);
});

test("the project's own copy is used when nothing is installed", async () => {
  const command = await server('cache', 'redis-server');
  expect((await find()).found).toMatchObject({ command, how: "the project's own copy" });
});

test('a container is used when a daemon answers', async () => {
  await program('bin', 'docker', 'echo 28.0.0');
  expect((await find()).found).toMatchObject({ command: 'docker', image: expect.stringMatching(/^valkey\/valkey:\d/) });
});

test('a docker client without its daemon is no way', async () => {
  await program('bin', 'docker', 'echo "Cannot connect to the Docker daemon" >&2; exit 1');
  await expect(find()).rejects.toThrow(/found none/);
});

test('when there is no way, one error lists them all', async () => {
  const error = await find().catch((reason: unknown) => reason);
  const text = String(error);
  for (const way of ['package manager', 'REDIS_SERVER_BIN', 'Docker']) expect(text).toContain(way);
});

test('macOS is told about Homebrew', async () => {
  await expect(find({}, 'darwin')).rejects.toThrow(/brew install valkey/);
});

test("when apt fails, the error says apt's reason", async () => {
  await program('bin', 'apt-get', '[ "$1" = --version ] || echo "E: no network" >&2');
  await program('bin', 'apt-cache', 'exit 0');
  await program('bin', 'dpkg-deb', 'exit 0');
  // The made-up tools run with the made-up PATH; mkdir and the like are not needed by them.
  await symlink('/bin/sh', join(home, 'bin', 'sh'));
  await expect(find()).rejects.toThrow(/Tried: apt knows no redis-server here\. E: no network/);
});
