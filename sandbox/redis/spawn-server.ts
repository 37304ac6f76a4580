import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { FoundRedis } from './find-redis.ts';
import { type ServerSettings, serverSettings } from './server-settings.ts';

export interface SpawnedServer {
  readonly child: ChildProcess;
  /** What the server said last, for the error when it does not start. */
  log(): string;
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
}

/** In a container the data folder is mounted here, and the server listens on Redis's own port. */
const inside = { folder: '/data', port: 6379 } as const;

function containerParameters(image: string, name: string, settings: ServerSettings): readonly string[] {
  const user = process.getuid && process.getgid ? ['--user', `${process.getuid()}:${process.getgid()}`] : [];
  const published = `127.0.0.1:${settings.port}:${inside.port}`;
  const mounted = `${settings.folder}:${inside.folder}`;
  return ['run', '--rm', '-i', '--name', name, ...user, '-p', published, '-v', mounted, image, 'valkey-server', '-'];
}

/** Starts the server with its settings on standard input. A failure to start shows in `ended` and `log()`. */
export function spawnServer(found: FoundRedis, settings: Omit<ServerSettings, 'bind'>): SpawnedServer {
  const name = `assay-redis-${process.pid}-${settings.port}`;
  const child = spawn(
    found.command,
    found.image ? containerParameters(found.image, name, { ...settings, bind: '0.0.0.0' }) : ['-'],
    // A group of its own: Ctrl-C in a terminal must reach us first, so that we can finish with a database.
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  let tail = '';
  const remember = (bytes: Buffer): void => {
    tail = (tail + bytes.toString()).slice(-4_000);
  };
  child.stdout.on('data', remember);
  child.stderr.on('data', remember);
  child.stdin.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      remember(Buffer.from(error.message));
      resolve();
    });
  });
  child.stdin.end(
    serverSettings(found.image ? { ...settings, ...inside, bind: '0.0.0.0' } : { ...settings, bind: '127.0.0.1' }),
  );
  return {
    child,
    ended,
    log: () => tail.trim(),
    signal: (signal) => {
      // Signals to docker's client do not all reach the container.
      if (found.image) execFile('docker', ['kill', '--signal', signal, name], () => {});
      else child.kill(signal);
    },
  };
}
