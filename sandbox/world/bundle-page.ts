import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { PageFile } from './reply.ts';

const page = new URL('../page/', import.meta.url);
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Bundles the page in memory, so that it always is what the sources say. Returns files by their URL path. */
export async function bundlePage(): Promise<ReadonlyMap<string, PageFile>> {
  const source = (name: string) => fileURLToPath(new URL(name, page));
  const { outputFiles } = await build({
    entryPoints: { app: source('main.tsx'), 'app-style': source('styles/app.css') },
    tsconfig: source('tsconfig.json'),
    bundle: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: 'es2023',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const files = new Map<string, PageFile>();
  for (const { path, contents } of outputFiles) {
    const extension = path.slice(path.lastIndexOf('.'));
    files.set(`/app${extension}`, { type: types[extension] ?? 'application/octet-stream', body: contents });
  }
  const html = await readFile(new URL('index.html', page), 'utf8');
  return files.set('/index.html', { type: 'text/html; charset=utf-8', body: html });
}
