import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';

const parents: ChildProcess[] = [];
afterEach(() => {
  for (const parent of parents.splice(0)) parent.kill('SIGKILL');
});

const program = fileURLToPath(new URL('parent.ts', import.meta.url));

/** A process of its own that starts a server and then does nothing. */
async function parentWithServer(): Promise<{ parent: ChildProcess; pid: number; dir: string }> {
  const parent = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  parents.push(parent);
  const line = await new Promise<string>((resolve, reject) => {
    parent.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString()));
    parent.once('exit', () => reject(new Error('the parent ended before its server started')));
  });
  return { parent, ...(JSON.parse(line) as { pid: number; dir: string }) };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.for(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'when the parent dies of %s, server and temporary folder go too',
  async (signal) => {
    const { parent, pid, dir } = await parentWithServer();
    expect(isAlive(pid)).toBe(true);
    parent.kill(signal);
    await vi.waitUntil(() => !isAlive(pid) && !existsSync(dir), { timeout: 10_000, interval: 50 });
  },
);

test('a server that hangs when the parent dies goes too', async () => {
  const { parent, pid, dir } = await parentWithServer();
  process.kill(pid, 'SIGSTOP');
  parent.kill('SIGKILL');
  await vi.waitUntil(() => !isAlive(pid) && !existsSync(dir), { timeout: 10_000, interval: 50 });
});
