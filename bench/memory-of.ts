import { readFile } from 'node:fs/promises';

const mebibyte = 1024;

/** What of a process is in memory now, in MiB; NaN where the system does not tell. */
export async function memoryOf(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? Number.NaN) / mebibyte;
}

/** Looks at a process again and again. @returns ends it and tells the most that was seen, in MiB */
export function watchMemory(pid: number | undefined, everyMs = 50): () => Promise<number> {
  let most = Number.NaN;
  const look = async (): Promise<void> => {
    const now = await memoryOf(pid);
    if (!(most >= now)) most = now;
  };
  const timer = setInterval(() => void look(), everyMs);
  return async () => {
    clearInterval(timer);
    await look();
    return most;
  };
}
