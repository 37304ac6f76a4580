import type { Files } from './project-files.ts';

/** Folders that only exist on one person's or one machine's disk. Written in pieces, or this file would find itself. */
const machinePaths = [
  '/ro' + 'ot/',
  '/ho' + 'me/[a-z][\\w-]*/',
  '/Us' + 'ers/[A-Za-z][\\w-]*/',
  '/wo' + 'rk/(main|shared|lib)',
];
// `~` and <placeholder> paths are how documentation speaks and do not match.
const machinePath = new RegExp(`(?<![\\w.])(${machinePaths.join('|')})`);
const registryHost = /https?:\/\/([\w.-]*(?:registry|artifactory|nexus|verdaccio|npm-proxy|mirror)[\w.-]*)/gi;

/** @returns "path:line: what" for each machine path and registry host that a file names */
export function privateWords(files: Files): readonly string[] {
  const problems: string[] = [];
  for (const [path, text] of files)
    for (const [index, line] of text.split('\n').entries()) {
      const machine = machinePath.exec(line)?.[0];
      if (machine) problems.push(`${path}:${index + 1}: the path ${machine} of one machine`);
      for (const [, host = ''] of line.matchAll(registryHost))
        problems.push(`${path}:${index + 1}: the registry ${host}`);
    }
  return problems;
}
