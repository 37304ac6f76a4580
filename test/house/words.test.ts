import { expect, test } from 'vitest';
import { privateWords } from '../../tools/house/private-words.ts';
import { projectFiles } from '../../tools/house/project-files.ts';

test('no file names a path of one machine or a private registry', () => {
  // The lock file may name where packages come from; its own test asks for the public registry there.
  const files = projectFiles((path) => !/\.(png|ico|woff2?|gif|jpe?g|zip|gz)$/.test(path));
  expect(privateWords(files)).toEqual([]);
});

// Put together here, so that this file does not name what it forbids.
const private_ = (start: string, end: string): string => `see ${start}${end}`;

test.for([
  [private_('/ro', 'ot/project'), /the path/],
  [private_('/ho', 'me/anna/project'), /the path/],
  [private_('/Us', 'ers/Anna/project'), /the path/],
  [private_('/wo', 'rk/main/src'), /the path/],
  [private_('https://npm-regis', 'try.example.internal/zod'), /the registry/],
  [private_('http://artifac', 'tory.example.com/api/npm'), /the registry/],
] as const)('seen failing: %s', ([line, says]) => {
  expect(privateWords(new Map([['docs/a.md', `fine\n${line}\n`]]))).toEqual([
    expect.stringMatching(new RegExp(`^docs/a\\.md:2: ${says.source}`)),
  ]);
});

test('paths inside a container are no secret', () => {
  const text = '/app/dist /etc/assay/assay.yaml /var/lib/x /home/ ~/.aws tests/main';
  expect(privateWords(new Map([['docs/a.md', text]]))).toEqual([]);
});
