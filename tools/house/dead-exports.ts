import type { Files } from './project-files.ts';
import { readSource, resolveImport } from './read-source.ts';

/** Folders whose files are found by their name at start: the export named like the file is used by the catalogue. */
const loadedByName: readonly { readonly folder: string; readonly suffix: string }[] = [
  { folder: 'src/commands/', suffix: '' },
  { folder: 'src/jobs/', suffix: 'Job' },
  { folder: 'src/watches/', suffix: 'Watch' },
  { folder: 'src/patrols/', suffix: 'Patrol' },
  { folder: 'src/chores/', suffix: 'Chore' },
];

function nameLoaded(path: string): string | undefined {
  const rule = loadedByName.find(({ folder }) => path.startsWith(folder));
  if (!rule) return undefined;
  const entry = path.slice(rule.folder.length).replace(/(\/index)?\.ts$/, '');
  if (entry.includes('/')) return undefined;
  return entry.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) + rule.suffix;
}

/**
 * Exports of src/ that no other file imports. A type may also live by being part of its own file's contract: whoever
 * calls the function may want to name what it takes.
 * @param files src/ and everything that may import from it
 * @param kept "path#name" to the reason why it is exported all the same; an entry that is no longer needed is a problem
 */
export function deadExports(files: Files, kept: Readonly<Record<string, string>> = {}): readonly string[] {
  const sources = new Map([...files].map(([path, text]) => [path, readSource(path, text)]));
  const used = new Set<string>();
  for (const [path, { imports }] of sources)
    for (const { specifier, names } of imports) {
      const target = resolveImport(path, specifier);
      if (target) for (const name of names) used.add(`${target}#${name}`);
    }
  const dead = new Set<string>();
  for (const [path, { exports, mentions }] of sources) {
    if (!path.startsWith('src/')) continue;
    for (const { name } of exports) {
      const isUsed = used.has(`${path}#${name}`) || used.has(`${path}#*`) || name === nameLoaded(path);
      const declarations = exports.filter((one) => one.name === name);
      // A schema and its type share a name; each declaration mentions it once, and `z.infer<typeof X>` once more.
      const own = declarations.length > 1 ? declarations.length + 1 : 1;
      const isContract = declarations.some((one) => one.isType) && (mentions.get(name) ?? 0) > own;
      if (!isUsed && !isContract) dead.add(`${path}#${name}`);
    }
  }
  const stale = Object.keys(kept).filter((entry) => !dead.has(entry));
  return [
    ...[...dead].filter((entry) => !(entry in kept)).map((entry) => `${entry} is imported nowhere`),
    ...stale.map((entry) => `${entry} needs no exception any more`),
  ];
}
