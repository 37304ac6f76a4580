import { readdir } from 'node:fs/promises';
import { isJson } from './json.ts';
import type { Method } from './method.ts';

/** Every method there is: each file in `methods/` exports a list named `methods`. */
export async function loadMethods(): Promise<ReadonlyMap<string, Method>> {
  const folder = new URL('./methods/', import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts')).toSorted();
  const loaded = await Promise.all(files.map((file) => import(new URL(file, folder).href) as Promise<unknown>));
  const found = new Map<string, Method>();
  for (const [index, file] of loaded.entries()) {
    const methods = isJson(file) ? file['methods'] : undefined;
    if (!Array.isArray(methods)) throw new Error(`methods/${files[index]} exports no list of methods`);
    for (const method of methods as readonly Method[]) found.set(method.name, method);
  }
  return found;
}
