import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../../sandbox/redis/free-port.ts';

/** A real server of its own, for one test file. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** SIGSTOP: accepts connections, answers nothing. */
  pause(): void;
  resume(): void;
  /** kill -9, as a machine does it. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** First of `REDIS_SERVER_BIN`, valkey-server and redis-server on PATH. */
export function findRedisServer(env: NodeJS.ProcessEnv = process.env): string {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
  const found = [
    ...(env['REDIS_SERVER_BIN'] ? [env['REDIS_SERVER_BIN']] : []),
    ...['valkey-server', 'redis-server'].flatMap((name) => folders.map((folder) => join(folder, name))),
  ].find((path) => existsSync(path));
  if (!found) throw new Error('no valkey-server or redis-server found: install one or set REDIS_SERVER_BIN');
  return found;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => end(/^(\+PONG|-NOAUTH)/.test(data.toString())));
    socket.once('error', () => end(false));
    socket.setTimeout(500, () => end(false));
  });

async function launch(port: number, folder: string, more: readonly string[]): Promise<ChildProcess> {
  const fixed = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', ''];
  const policy = ['--maxmemory-policy', 'noeviction', '--appendonly', 'no'];
  const child = spawn(findRedisServer(), [...fixed, ...policy, ...more], { stdio: 'ignore' });
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    if (await answers(port)) return child;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill('SIGKILL');
  throw new Error('redis-server does not answer');
}

const gone = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve));

/** Starts a server that keeps nothing, unless `more` says so (`--appendonly yes`; later options win). */
export async function startRedis(more: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'assay-redis-'));
  let child = await launch(port, folder, more);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone(child);
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    kill,
    restart: async () => {
      child = await launch(port, folder, more);
    },
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
