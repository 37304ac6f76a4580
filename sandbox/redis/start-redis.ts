import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { askRedis } from './ask-redis.ts';
import { type FoundRedis, findRedis } from './find-redis.ts';
import { freePort } from './free-port.ts';
import { type SpawnedServer, spawnServer } from './spawn-server.ts';
import { startWatchdog } from './watchdog.ts';

export interface StartOptions {
  /** Default: any free one of 127.0.0.1. */
  readonly port?: number;
  /** Where the data stays after the end. Default: a temporary folder, removed at the end. */
  readonly dir?: string;
  /** Append-only file, synced every second. Default: true, as in production. */
  readonly appendOnly?: boolean;
  readonly password?: string;
  /** Found before; default: `findRedis`. */
  readonly found?: FoundRedis;
  readonly say?: (line: string) => void;
}

export interface RunningRedis {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  readonly found: FoundRedis;
  readonly child: ChildProcess;
  /** Ends the server in good order and removes its temporary folder. May be called twice, and after `kill`. */
  stop(): Promise<void>;
  /** Sends a signal for tests of bad days; with SIGKILL or SIGTERM it resolves when the server is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

const startWithin = 15_000;
/** A container may have to be pulled first. */
const containerWithin = 180_000;
const stopWithin = 5_000;

/**
 * Starts a server of our own on 127.0.0.1 and waits until it answers. It ends with `stop()`, or with this process.
 * @throws Error with what the server said when it does not start
 */
export async function startRedis(options: StartOptions = {}): Promise<RunningRedis> {
  const { say = () => {}, appendOnly = true, password } = options;
  const found = options.found ?? (await findRedis({ env: process.env, say }));
  const own = options.dir ? undefined : await mkdtemp(join(tmpdir(), 'assay-redis-'));
  // Absolute: the server reads its settings in a working folder of its own.
  const dir = resolve(own ?? options.dir ?? '');
  await mkdir(dir, { recursive: true });
  try {
    const { server, port } = await startOnPort(found, { dir, appendOnly, password }, options.port);
    return running({ found, server, port, dir, own, password });
  } catch (error) {
    if (own) await rm(own, { recursive: true, force: true });
    throw error;
  }
}

type Wanted = { readonly dir: string; readonly appendOnly: boolean; readonly password: string | undefined };

/** A free port can be lost between choosing and binding it; then another one is tried, unless one was asked for. */
async function startOnPort(
  found: FoundRedis,
  { dir, appendOnly, password }: Wanted,
  wanted: number | undefined,
): Promise<{ server: SpawnedServer; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await freePort());
    const server = spawnServer(found, { port, folder: dir, appendOnly, password });
    try {
      await ready(server, port, password, found.image ? containerWithin : startWithin, !found.image);
      return { server, port };
    } catch (error) {
      server.signal('SIGKILL');
      await server.ended;
      if (wanted !== undefined || attempt === 3 || !/Address already in use|port is already/i.test(server.log()))
        throw error;
    }
  }
}

/** Waits for PONG from this very process: another server may have taken the port and would answer as nicely. */
async function ready(
  server: SpawnedServer,
  port: number,
  password: string | undefined,
  within: number,
  sameProcess: boolean,
): Promise<void> {
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  const deadline = Date.now() + within;
  while (Date.now() < deadline) {
    if (ended) throw new Error(`Redis did not start on port ${port}. It said:\n${server.log()}`);
    const replies = await askRedis({ port, password }, [['PING'], ['INFO', 'server']]).catch(() => []);
    const answering = /process_id:(\d+)/.exec(replies[1] ?? '')?.[1];
    if (replies[0] === '+PONG' && (!sameProcess || answering === String(server.child.pid))) return;
    await pause(20);
  }
  throw new Error(`Redis did not answer on port ${port} within ${within / 1000} s. It said:\n${server.log()}`);
}

interface Parts {
  readonly found: FoundRedis;
  readonly server: SpawnedServer;
  readonly port: number;
  readonly dir: string;
  readonly own: string | undefined;
  readonly password: string | undefined;
}

function running({ found, server, port, dir, own, password }: Parts): RunningRedis {
  // It has answered, so it has an id; 0 would mean our own process group.
  if (!server.child.pid) throw new Error('the server has no process id');
  const watchdog = startWatchdog(server.child.pid, own);
  void server.ended.then(() => watchdog.serverGone());
  const end = async (): Promise<void> => {
    server.signal('SIGTERM');
    // One that a test has stopped would never see the signal.
    server.signal('SIGCONT');
    const timer = setTimeout(() => server.signal('SIGKILL'), stopWithin);
    await server.ended;
    clearTimeout(timer);
    if (own) await rm(own, { recursive: true, force: true });
    watchdog.end();
  };
  let stopping: Promise<void> | undefined;
  return {
    url: `redis://${password ? `:${encodeURIComponent(password)}@` : ''}127.0.0.1:${port}`,
    port,
    dir,
    found,
    child: server.child,
    stop: () => {
      stopping ??= end();
      return stopping;
    },
    kill: async (signal = 'SIGKILL') => {
      server.signal(signal);
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await server.ended;
    },
  };
}
