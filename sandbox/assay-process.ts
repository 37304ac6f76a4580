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

const root = new URL('../', import.meta.url);
const startWithinMs = 180_000;
const lookMs = 50;

/** The program from its sources here, as it was built, or from the sources in another folder. */
export type Program = 'source' | 'built' | { readonly sources: string };

const loaded = 'loaded, and waits to be told to go';

/**
 * What a process that is held back does first: everything is loaded that the program will need, nothing is done and nobody
 * called, until a byte comes. When its parent ends instead, so does it.
 */
const heldBack = `
const { readSync, writeSync } = await import('node:fs');
const { loadCatalogue } = await import('${root.href}dist/core/catalogue.js');
await Promise.all([import('${root.href}dist/main.js'), loadCatalogue(new URL('${root.href}dist/'))]);
writeSync(1, '${loaded}');
if (readSync(0, Buffer.alloc(1)) === 0) process.exit();
`;

/** Node's arguments for the ordinary program, from any folder. */
export function programArguments(program: Program): readonly string[] {
  if (program === 'built') return [`${fileURLToPath(root)}dist/cli.js`];
  const sources = program === 'source' ? fileURLToPath(root) : program.sources;
  return ['--import', import.meta.resolve('tsx'), `${sources}/src/cli.ts`];
}

interface StartOptions {
  readonly role: 'all' | 'bot' | 'worker';
  /** All of its environment: it inherits nothing. */
  readonly env: Readonly<Record<string, string>>;
  /** Its working folder; `assay.yaml` is looked for there. The repository's when left out. */
  readonly folder?: string;
  readonly program: Program;
}

/** The ordinary program as a process that is only just started. */
async function spawnAssay({ role, env, folder, program }: StartOptions, isHeld: boolean) {
  const port = await freePort();
  const held = isHeld ? ['--import', `data:text/javascript,${encodeURIComponent(heldBack)}`] : [];
  const child = spawn(
    process.execPath,
    [...held, ...programArguments(program), 'start', '--role', role, '--http-port', String(port)],
    { cwd: folder ?? fileURLToPath(root), env, stdio: [isHeld ? 'pipe' : 'ignore', 'pipe', 'pipe'] },
  );
  // One that was killed before it was told to go.
  child.stdin?.on('error', () => {});
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => {
      said.push(text.toString());
      if (said.length > 5000) said.splice(0, 1000);
    });
  const log = (): string => said.join('');
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (hasEnded()) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };

  async function ready(): Promise<AssayProcess> {
    const deadline = Date.now() + startWithinMs;
    for (;;) {
      if (hasEnded()) throw new Error(`assay (${role}) ended with ${child.exitCode ?? child.signalCode}:\n${log()}`);
      if (Date.now() > deadline) {
        child.kill('SIGKILL');
        throw new Error(`assay (${role}) is not ready after ${startWithinMs / 1000} s:\n${log()}`);
      }
      const answered = await fetch(`http://127.0.0.1:${port}${readyPath}`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (answered) break;
      await pause(lookMs);
    }
    return {
      role,
      child,
      log,
      kill: end,
      async stop() {
        await end('SIGTERM');
        return child.exitCode;
      },
    };
  }
  return { child, ready, end, log };
}

/**
 * Starts the ordinary program as a process of its own and waits until it is ready to be used.
 * @throws Error with what it said when it ends before that
 */
export const startAssay = async (options: StartOptions): Promise<AssayProcess> =>
  (await spawnAssay(options, false)).ready();

/** A process of the built program that has everything loaded and does nothing yet. */
export interface HeldAssay {
  /** It starts as if it had just been called, only sooner. */
  go(): Promise<AssayProcess>;
  drop(): Promise<void>;
}

/**
 * The same in two parts: whoever kills processes again and again does not wait each time until one is loaded. Resolves when
 * it is.
 */
export async function holdAssay(options: Omit<StartOptions, 'program'>): Promise<HeldAssay> {
  const { child, ready, end, log } = await spawnAssay({ ...options, program: 'built' }, true);
  for (const deadline = Date.now() + startWithinMs; !log().includes(loaded); await pause(lookMs))
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`assay was not loaded:\n${log()}`);
  return {
    go: () => {
      child.stdin?.end('.');
      return ready();
    },
    drop: () => end('SIGKILL'),
  };
}
