import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path from the project's root, with slashes, to content. A made-up map serves as well: the checks never read disk. */
export type Files = ReadonlyMap<string, string>;

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** What git ignores; only used where there is no git to ask, as on a bare CI machine. */
const ignored = new Set(['node_modules', 'dist', '.cache', 'coverage', '.git']);

function walk(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    if (ignored.has(entry.name)) return [];
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    return entry.isDirectory() ? walk(path) : [path];
  });
}

/** Every file that is, or could be, committed: new files are held to the rules before their first commit. */
export function projectPaths(): readonly string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const paths = listed.toString().split('\0').filter(Boolean);
    // A deleted file stays in the index until its deletion is committed.
    return paths.filter((path) => existsSync(join(projectRoot, path)) && statSync(join(projectRoot, path)).isFile());
  } catch {
    return walk('');
  }
}

export function projectFiles(wanted: (path: string) => boolean): Files {
  return new Map(
    projectPaths()
      .filter(wanted)
      .map((path) => [path, readFileSync(join(projectRoot, path), 'utf8')]),
  );
}

/** TypeScript below the given folders. */
export const sourceFiles = (...folders: readonly string[]): Files =>
  projectFiles((path) => /\.tsx?$/.test(path) && folders.some((folder) => path.startsWith(`${folder}/`)));
