import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Environment } from './run-program.ts';

/** Where package managers put servers that a desktop's PATH often does not know. */
export const usualPlaces = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin'] as const;

/** Valkey first: its licence stayed BSD. */
const names = ['valkey-server', 'redis-server'] as const;

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** Paths of servers in PATH and the usual places, best first. Present, not proven to run. */
export async function installedServers(env: Environment, places: readonly string[]): Promise<readonly string[]> {
  const folders = [...new Set([...(env['PATH'] ?? '').split(delimiter), ...places])].filter(Boolean);
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const present = await Promise.all(paths.map(isExecutable));
  return paths.filter((_, index) => present[index]);
}
