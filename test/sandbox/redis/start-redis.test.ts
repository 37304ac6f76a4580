import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { askRedis } from '../../../sandbox/redis/ask-redis.ts';
import { freePort } from '../../../sandbox/redis/free-port.ts';
import { type RunningRedis, type StartOptions, startRedis } from '../../../sandbox/redis/start-redis.ts';

const started: RunningRedis[] = [];
const folders: string[] = [];

const start = async (options: StartOptions = {}): Promise<RunningRedis> => {
  const redis = await startRedis(options);
  started.push(redis);
  return redis;
};
const folder = async (name = 'assay-test-'): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), name));
  folders.push(made);
  return made;
};
afterEach(async () => {
  await Promise.all(started.splice(0).map((redis) => redis.stop()));
  await Promise.all(folders.splice(0).map((path) => rm(path, { recursive: true, force: true })));
});

test('answers on loopback with the settings of a careful production server', async () => {
  const redis = await start();
  expect(redis.url).toBe(`redis://127.0.0.1:${redis.port}`);
  expect(await askRedis({ port: redis.port }, [['PING']])).toEqual(['+PONG']);
  const [memory, persistence] = await askRedis({ port: redis.port }, [
    ['INFO', 'memory'],
    ['INFO', 'persistence'],
  ]);
  expect(memory).toContain('maxmemory_policy:noeviction');
  expect(persistence).toContain('aof_enabled:1');
});

test('no other address of this machine reaches it', async () => {
  const redis = await start();
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  for (const { address } of others) {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect({ host: address, port: redis.port }, () => resolve('connected'));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      socket.once('close', () => socket.destroy());
    });
    expect(answer).toBe('ECONNREFUSED');
  }
});

test('stop ends the server, removes its own folder, and may be called twice', async () => {
  const redis = await start();
  expect(existsSync(redis.dir)).toBe(true);
  await redis.stop();
  await redis.stop();
  expect(existsSync(redis.dir)).toBe(false);
  await expect(askRedis({ port: redis.port }, [['PING']])).rejects.toThrow();
});

test('a given folder stays, and what was written survives kill -9', async () => {
  // A space in the name: the folder goes through a configuration file.
  const dir = await folder('assay test ');
  const first = await start({ dir });
  await askRedis({ port: first.port }, [['SET', 'approved-by', 'two people']]);
  await first.kill('SIGKILL');
  const second = await start({ dir, port: first.port });
  expect(await askRedis({ port: second.port }, [['GET', 'approved-by']])).toEqual(['two people']);
  await second.stop();
  expect((await readdir(dir)).length).toBeGreaterThan(0);
});

test('without the append-only file nothing survives', async () => {
  const dir = await folder();
  const first = await start({ dir, appendOnly: false });
  await askRedis({ port: first.port }, [['SET', 'kept', 'no']]);
  await first.kill();
  const second = await start({ dir, appendOnly: false });
  expect(await askRedis({ port: second.port }, [['GET', 'kept']])).toEqual(['$-1']);
});

test('a password is asked for, stands in the URL, and not in the process list', async () => {
  const password = 'quotes " and / slashes';
  const redis = await start({ password });
  expect(redis.url).toBe(`redis://:${encodeURIComponent(password)}@127.0.0.1:${redis.port}`);
  expect((await askRedis({ port: redis.port }, [['PING']]))[0]).toMatch(/^-NOAUTH/);
  expect(await askRedis({ port: redis.port, password }, [['PING']])).toEqual(['+PONG']);
  expect(redis.child.spawnargs.join(' ')).not.toContain('slashes');
});

test('a taken port is said, with what the server said, and its temporary folder is removed', async () => {
  const taken = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
  // A folder for temporary folders that nobody else uses at this moment.
  vi.stubEnv('TMPDIR', await folder());
  try {
    await expect(startRedis({ port })).rejects.toThrow(/did not start on port \d+\. It said:.*in use/is);
    expect(await readdir(tmpdir())).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
    taken.close();
  }
});

test('another server on the same port is never taken for ours', async () => {
  const other = await start();
  await expect(startRedis({ port: other.port })).rejects.toThrow(/did not start/);
  expect(await askRedis({ port: other.port }, [['PING']])).toEqual(['+PONG']);
});

test('a stopped server (SIGSTOP) is still ended by stop', async () => {
  const redis = await start();
  await redis.kill('SIGSTOP');
  await expect(askRedis({ port: redis.port }, [['PING']], 200)).rejects.toThrow(/no answer/);
  await redis.stop();
  expect(redis.child.exitCode ?? redis.child.signalCode).not.toBeNull();
});
