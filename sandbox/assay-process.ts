import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readyPath } from '../src/http/health.ts';
import { freePort } from './redis/free-port.ts';

export interface AssayProcess {
  readonly role: string;
  readonly child: ChildProcess;
  /** Everything it logged so far. */
  readonly log: () => string;
  /** SIGTERM, then waits for its end. Resolves with the exit code. */
  stop(): Promise<number | null>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const startWithinMs = 90_000;

/** The program from its sources here, as it was built, or from the sources in another folder. */
export type Program = 'source' | 'built' | { readonly sources: string };

/** Node's arguments for the ordinary program, from any folder. */
export function programArguments(program: Program): readonly string[] {
  if (program === 'built') return [`${root}dist/cli.js`];
  return ['--import', import.meta.resolve('tsx'), `${program === 'source' ? root : program.sources}/src/cli.ts`];
}

/**
 * Starts the ordinary program as a process of its own and waits until it is ready to be used.
 * @throws Error with what it said when it ends before that
 */
export async function startAssay(options: {
  readonly role: 'all' | 'bot' | 'worker';
  /** All of its environment: it inherits nothing. */
  readonly env: Readonly<Record<string, string>>;
  /** Its working folder; `assay.yaml` is looked for there. The repository's when left out. */
  readonly folder?: string;
  readonly program: Program;
}): Promise<AssayProcess> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [...programArguments(options.program), 'start', '--role', options.role, '--http-port', String(port)],
    {
      cwd: options.folder ?? root,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      said.push(text.toString());
      if (said.length > 5000) said.splice(0, 1000);
    });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const deadline = Date.now() + startWithinMs;
  for (;;) {
    if (hasEnded())
      throw new Error(`assay (${options.role}) ended with ${child.exitCode ?? child.signalCode}:\n${said.join('')}`);
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`assay (${options.role}) is not ready after ${startWithinMs / 1000} s:\n${said.join('')}`);
    }
    const ready = await fetch(`http://127.0.0.1:${port}${readyPath}`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) break;
    await pause(100);
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (hasEnded()) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    role: options.role,
    child,
    log: () => said.join(''),
    kill: end,
    async stop() {
      await end('SIGTERM');
      return child.exitCode;
    },
  };
}
