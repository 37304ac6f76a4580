import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../tools/house/project-files.ts';

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

/** "`test/x.test.ts` “its title”", as pages name a test. */
const reference = /`(test\/[\w/.-]+\.ts)` “([^”]+)”/g;

const pages = readdirSync(join(projectRoot, 'docs')).filter((name) => name.endsWith('.md'));
const named = pages.flatMap((page) =>
  [...read(`docs/${page}`).matchAll(reference)].map(([, file = '', title = '']) => ({ page, file, title })),
);

/** Whether a file has a test or a case of that title; quotes are written as the source has to. */
function has(file: string, title: string): boolean {
  if (!existsSync(join(projectRoot, file))) return false;
  const source = read(file);
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${title.replaceAll(quote, `\\${quote}`)}`));
}

describe('a test that a page names exists', () => {
  test.each(named)('$page: $file “$title”', ({ file, title }) => {
    expect(has(file, title)).toBe(true);
  });
  test('there are many', () => {
    expect(named.length).toBeGreaterThan(70);
  });
});

describe.each(['habits.md', 'security.md', 'reliability.md'])('%s', (page) => {
  const rows = read(`docs/${page}`)
    .split('\n## ')
    .filter((section) => section.includes('| shown by |'))
    .flatMap((section) =>
      section
        .split('\n')
        .filter((line) => line.startsWith('| '))
        .slice(1),
    );

  test('every promise in a table that names tests is shown by one', () => {
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter((row) => !new RegExp(reference).test(row))).toEqual([]);
  });
});
