import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programArguments } from '../../../sandbox/assay-process.ts';

export interface Ended {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  /** Without what Node itself says of its own age. */
  readonly stderr: string;
}

const withinMs = 45_000;

/** Node 20 announces its own end through AWS's SDK; that is Node speaking, not the program. */
const withoutNodesWarning = (text: string): string =>
  text
    .replace(/\(node:\d+\) Warning: NodeVersionSupportWarning:[\s\S]*?\(Use `node --trace-warnings[^\n]*\n/, '')
    .trim();

/**
 * Runs one command of the built program to its end, in an environment that holds nothing but `env`.
 * @param folder working folder; an empty one of its own when left out
 */
export async function runAssay(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  folder?: string,
): Promise<Ended> {
  const own = folder ? undefined : await mkdtemp(join(tmpdir(), 'assay-run-'));
  const child = spawn(process.execPath, [...programArguments('built'), ...words], {
    cwd: folder ?? own,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (text: Buffer) => {
      said[stream] += text.toString();
    });
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      // Not "exit": what it said last may come after that.
      child.once('close', (status) => resolve(status));
    });
    return { code, stdout: said.stdout, stderr: withoutNodesWarning(said.stderr) };
  } finally {
    clearTimeout(timer);
    if (own) await rm(own, { recursive: true, force: true });
  }
}
