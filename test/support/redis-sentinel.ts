import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { askRedis } from '../../sandbox/redis/ask-redis.ts';
import { freePort } from '../../sandbox/redis/free-port.ts';
import type { RedisNode } from '../../src/core/redis-address.ts';
import { findRedisServer, startRedis, type TestRedis } from './redis.ts';

export interface TestSentinels {
  /** What the Sentinels call the master. */
  readonly name: string;
  readonly nodes: readonly RedisNode[];
  /** The first one was made master. */
  readonly servers: readonly TestRedis[];
  /** Port of the one that is master now, as all Sentinels say; undefined while they do not agree. */
  master(): Promise<number | undefined>;
  stop(): Promise<void>;
}

const name = 'assay';
const withinMs = 20_000;

interface Sentinel {
  readonly port: number;
  readonly child: ChildProcess;
  readonly folder: string;
}

async function startSentinel(master: number, password: string | undefined): Promise<Sentinel> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'assay-sentinel-'));
  const path = join(folder, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir "${folder}"`,
    ...(password ? [`requirepass ${password}`, `sentinel sentinel-pass ${password}`] : []),
    `sentinel monitor ${name} 127.0.0.1 ${master} 2`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 5000`,
  ];
  await writeFile(path, `${lines.join('\n')}\n`);
  return { port, folder, child: spawn(findRedisServer(), [path, '--sentinel'], { stdio: 'ignore' }) };
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(50))
    if (await isSo().catch(() => false)) return;
  throw new Error(`did not happen within ${withinMs} ms: ${what}`);
}

/**
 * A master with two replicas, and three Sentinels that know each other and both replicas.
 * @param password the Sentinels' own
 */
export async function startSentinels({
  more = [],
  password,
}: {
  readonly more?: readonly string[];
  readonly password?: string;
} = {}): Promise<TestSentinels> {
  const servers: TestRedis[] = [];
  const sentinels: Sentinel[] = [];
  const stop = async (): Promise<void> => {
    for (const { child, folder } of sentinels) {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    }
    await Promise.all(servers.map((server) => server.stop()));
  };
  const ask = async (port: number, ...words: string[]): Promise<string> =>
    (await askRedis({ port, password }, [words]))[0] ?? '';
  try {
    const first = await startRedis(more);
    servers.push(first);
    for (let index = 0; index < 2; index += 1)
      servers.push(await startRedis(['--replicaof', `127.0.0.1 ${first.port}`, ...more]));
    await until('both replicas follow', async () =>
      /connected_slaves:2[\s\S]*state=online[\s\S]*state=online/.test(
        (await askRedis({ port: first.port }, [['INFO', 'replication']]))[0] ?? '',
      ),
    );
    for (let index = 0; index < 3; index += 1) sentinels.push(await startSentinel(first.port, password));
    for (const { port } of sentinels)
      await until('the Sentinels know all', async () =>
        /status=ok,[^\n]*slaves=2,sentinels=3/.test(await ask(port, 'INFO', 'sentinel')),
      );
    return {
      name,
      nodes: sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
      servers,
      master: async () => {
        const told = await Promise.all(sentinels.map(({ port }) => ask(port, 'INFO', 'sentinel')));
        const ports = new Set(told.map((info) => Number(/address=127\.0\.0\.1:(\d+)/.exec(info)?.[1])));
        return ports.size === 1 ? [...ports][0] : undefined;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
