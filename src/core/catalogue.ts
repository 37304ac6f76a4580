import { readdir } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Chore } from './chore.ts';
import type { Command } from './command.ts';
import { fieldsOf } from './input.ts';
import type { Job } from './job.ts';
import type { Patrol } from './patrol.ts';
import type { WatchKind } from './watch.ts';

/** Everything Assay can do, read from five folders at start. */
export interface Catalogue {
  readonly commands: ReadonlyMap<string, Command>;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly watches: ReadonlyMap<string, WatchKind>;
  readonly patrols: ReadonlyMap<string, Patrol>;
  readonly chores: ReadonlyMap<string, Chore>;
}

const camelCase = (name: string): string => name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Imports every file (or folder with an index) and returns its export named like the file.
 * A file that declares nothing under its own name stops the start: a silent gap would be found by a user.
 */
async function loadFolder<T extends { readonly name: string }>(
  folder: URL,
  suffix: string,
  mayBeAbsent = false,
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (mayBeAbsent && error.code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const extension = extname(entry.name);
    if (entry.isFile() && (!['.ts', '.js'].includes(extension) || entry.name.endsWith('.d.ts'))) continue;
    const name = entry.isDirectory() ? entry.name : basename(entry.name, extension);
    const running = extname(fileURLToPath(import.meta.url));
    const file = entry.isDirectory() ? `${entry.name}/index${running}` : entry.name;
    const module = (await import(new URL(file, folder).href)) as Record<string, T | undefined>;
    const declared = module[`${camelCase(name)}${suffix}`];
    if (!declared) throw new Error(`${new URL(file, folder).pathname} must export "${camelCase(name)}${suffix}"`);
    if (declared.name !== name)
      throw new Error(`${file} declares "${declared.name}"; its name must be "${name}" like its file`);
    found.set(name, declared);
  }
  return found;
}

/**
 * Reads `commands/`, `jobs/`, `watches/`, `patrols/` and `chores/` below the given folder and holds them against each other.
 * @throws Error naming the file and what is wrong with it; the bot does not start with a broken operation
 */
export async function loadCatalogue(source: URL): Promise<Catalogue> {
  const catalogue: Catalogue = {
    commands: await loadFolder<Command>(new URL('commands/', source), ''),
    jobs: await loadFolder<Job>(new URL('jobs/', source), 'Job'),
    watches: await loadFolder<WatchKind>(new URL('watches/', source), 'Watch'),
    // Nobody can ask for a patrol, so nobody misses one: a release without any has no folder.
    patrols: await loadFolder<Patrol>(new URL('patrols/', source), 'Patrol', true),
    chores: await loadFolder<Chore>(new URL('chores/', source), 'Chore', true),
  };
  for (const command of catalogue.commands.values()) {
    fieldsOf(command.input);
    if ('job' in command && catalogue.jobs.get(command.job.name) !== command.job)
      throw new Error(`command "${command.name}" asks for job "${command.job.name}", which is not in jobs/`);
  }
  return catalogue;
}
