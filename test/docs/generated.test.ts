import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedDocs } from '../../tools/write-docs.ts';

const root = new URL('../../', import.meta.url);
const docs = await generatedDocs();

describe('the generated reference', () => {
  it.each([...docs])('%s is what the declarations say; if not, run: npm run docs', (path, text) => {
    expect(readFileSync(new URL(path, root), 'utf8'), `${path} is out of date: run npm run docs`).toBe(text);
  });

  it('has no page that nobody writes any more', () => {
    const pages = readdirSync(new URL('docs/reference/', root)).filter((name) => name.endsWith('.md'));
    const written = [...docs.keys()].map((path) => path.split('/').at(-1));
    expect(pages.filter((name) => !written.includes(name))).toEqual([]);
  });
});
