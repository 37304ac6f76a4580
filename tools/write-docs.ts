import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadCatalogue } from '../src/core/catalogue.ts';
import { commandReference } from './docs/command-reference.ts';
import { permissionReference } from './docs/permission-reference.ts';
import { policyReference } from './docs/policy-reference.ts';

const exampleConfig = fileURLToPath(new URL('../deploy/assay.example.yaml', import.meta.url));

/** The generated pages, by their path below the repository. */
export async function generatedDocs(): Promise<ReadonlyMap<string, string>> {
  const catalogue = await loadCatalogue(new URL('../src/', import.meta.url));
  return new Map([
    ['docs/reference/commands.md', commandReference(catalogue.commands)],
    ['docs/reference/permissions.md', permissionReference(catalogue)],
    ['docs/reference/policies.md', policyReference(catalogue, exampleConfig)],
  ]);
}

if (process.argv[1]?.endsWith('write-docs.ts')) {
  for (const [path, text] of await generatedDocs()) {
    const file = new URL(`../${path}`, import.meta.url);
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, text);
    console.log(path);
  }
}
