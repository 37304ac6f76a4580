import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AuditReport } from '../src/compliance/report/audit-report.ts';
import { generatedDocuments } from '../src/compose/generated-documents.ts';
import { loadConfigFile } from '../src/config/load-config.ts';
import { loadCatalogue } from '../src/core/catalogue.ts';
import { renderTerraform } from '../src/policy/terraform/render-terraform.ts';
import { commandReference } from './docs/command-reference.ts';
import { permissionReference } from './docs/permission-reference.ts';
import { policyReference } from './docs/policy-reference.ts';

const exampleConfig = fileURLToPath(new URL('../deploy/assay.example.yaml', import.meta.url));

/** Terraform for the example configuration, by its path below the repository. */
async function exampleTerraform(): Promise<ReadonlyMap<string, string>> {
  const catalogue = await loadCatalogue(new URL('../src/', import.meta.url));
  const files = generatedDocuments(loadConfigFile({ ASSAY_CONFIG: exampleConfig }), catalogue);
  const rendered = [...renderTerraform(files)];
  return new Map(rendered.map(([path, text]) => [`deploy/terraform/${path}`, text]));
}

/** The generated pages and files, by their path below the repository. */
export async function generatedDocs(): Promise<ReadonlyMap<string, string>> {
  const catalogue = await loadCatalogue(new URL('../src/', import.meta.url));
  return new Map([
    ['docs/reference/commands.md', commandReference(catalogue.commands)],
    ['docs/reference/permissions.md', permissionReference(catalogue)],
    ['docs/reference/policies.md', policyReference(catalogue, exampleConfig)],
    [
      'docs/reference/audit-report.schema.json',
      `${JSON.stringify(z.toJSONSchema(AuditReport, { io: 'input' }), null, 2)}\n`,
    ],
    ...(await exampleTerraform()),
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
