import { readdirSync } from 'node:fs';
import type { FaultCase } from './fault-case.ts';

const folder = new URL('../cases/', import.meta.url);

/** Every case there is, of every operation. */
export async function allCases(): Promise<readonly FaultCase[]> {
  const modules = await Promise.all(
    readdirSync(folder).map(
      async (file) => (await import(new URL(file, folder).href)) as Record<string, readonly FaultCase[]>,
    ),
  );
  return modules.flatMap((one) => Object.values(one).flat());
}
