import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askRedis } from '../../../sandbox/redis/ask-redis.ts';
import { findRedis } from '../../../sandbox/redis/find-redis.ts';
import { startRedis } from '../../../sandbox/redis/start-redis.ts';

const onPath = (tool: string): string =>
  spawnSync('/bin/sh', ['-c', `command -v ${tool}`])
    .stdout.toString()
    .trim();

/** The same question apt will ask: are the package lists reachable? */
function aptTrouble(): string | undefined {
  if (process.platform !== 'linux' || !onPath('apt-get')) return 'this system has no apt';
  const uris = spawnSync('apt-get', ['indextargets', '--format', '$(URI)']).stdout.toString();
  if (!uris.trim()) return 'apt has no package sources';
  return undefined;
}

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'assay-apt-'));
  await mkdir(join(home, 'bin'));
  // The whole machine but its Redis: apt calls gpgv and a dozen others of its own choice.
  for (const folder of ['/usr/bin', '/bin', '/usr/sbin'])
    for (const tool of existsSync(folder) ? await readdir(folder) : [])
      if (!/redis|valkey|docker/.test(tool)) await symlink(join(folder, tool), join(home, 'bin', tool)).catch(() => {});
});
afterAll(() => rm(home, { recursive: true, force: true }));

test('with the installed server hidden, apt downloads one that runs, moves and is found again', async ({ skip }) => {
  const trouble = aptTrouble();
  const skipBecause = (reason: string): never => {
    console.log(`skipped: the download with apt was not tested, because ${reason}`);
    return skip(reason);
  };
  if (trouble) skipBecause(trouble);
  const said: string[] = [];
  const options = {
    env: { PATH: join(home, 'bin') },
    say: (line: string) => said.push(line),
    cache: join(home, 'a place', 'redis'),
    places: [],
  };
  const found = await findRedis(options).catch((error: unknown) => {
    // Only the network may excuse: any other failure is one of ours.
    if (
      /Temporary failure|Could not (resolve|connect)|Unable to connect|timed out|no redis-server here/i.test(
        String(error),
      )
    )
      return skipBecause(String(error));
    throw error;
  });
  expect(found).toMatchObject({ how: 'downloaded with apt into .cache/redis' });
  expect(found.command.startsWith(home)).toBe(true);
  expect(said.join()).toMatch(/nothing is installed/);
  // Lists, archives and half-finished work are gone.
  expect(await readdir(join(home, 'a place'))).toEqual(['redis']);

  const moved = join(home, 'moved');
  await rename(options.cache, moved);
  const again = await findRedis({ ...options, cache: moved });
  expect(again.how).toBe("the project's own copy");
  const redis = await startRedis({ found: again });
  try {
    expect(await askRedis({ port: redis.port }, [['PING']])).toEqual(['+PONG']);
  } finally {
    await redis.stop();
  }
  expect(existsSync(redis.dir)).toBe(false);
}, 120_000);
