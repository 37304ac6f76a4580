import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const stamp = join(root, 'dist/.built-for-acceptance');

const changedAt = (path: string): number => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** When anything the program is built from was last written. */
function newestSource(): number {
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  const sources = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Math.max(
    ...[...sources, join(root, 'tsconfig.json'), join(root, 'tsconfig.build.json'), join(root, 'package.json')].map(
      changedAt,
    ),
  );
}

/** Builds the program before the first of these tests, once for all of them, when a source is newer. */
export function setup(): void {
  if (existsSync(join(root, 'dist/cli.js')) && changedAt(stamp) > newestSource()) return;
  const began = new Date();
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  writeFileSync(stamp, '');
  // What was written while it built is newer than the build.
  utimesSync(stamp, began, began);
}
