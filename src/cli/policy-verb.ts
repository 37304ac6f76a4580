import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedDocuments, policyInputOf } from '../compose/generated-documents.ts';
import { StartError } from '../compose/start-error.ts';
import { loadConfigFile } from '../config/load-config.ts';
import type { ConfigFile } from '../config/schema.ts';
import { loadCatalogue } from '../core/catalogue.ts';
import { nearest } from '../core/nearest.ts';
import { describeDocument } from '../policy/describe-document.ts';
import type { GeneratedFile } from '../policy/generated-file.ts';
import { makePolicies } from '../policy/make-policies.ts';
import type { PolicyFile } from '../policy/policy-file.ts';
import { renderDocument, renderExplanation, renderPolicies } from '../policy/render-policies.ts';
import { renderTerraform } from '../policy/terraform/render-terraform.ts';
import { oneOf, type Verb } from './verb.ts';

const catalogue = () => loadCatalogue(new URL('../', import.meta.url));

/** Every IAM document of a configuration, from what commands, jobs and watches declare. */
export async function policiesFor(file: ConfigFile): Promise<readonly PolicyFile[]> {
  return makePolicies(policyInputOf(file, await catalogue()));
}

/** @throws StartError with the nearest name there is */
function named(files: readonly GeneratedFile[], name: string): GeneratedFile {
  const wanted = name.replace(/\.json$/, '');
  const found = files.find((file) => file.name === wanted);
  if (found) return found;
  const meant = nearest(
    wanted,
    files.map((file) => file.name),
  );
  throw new StartError(
    `There is no document "${wanted}".${meant ? ` Did you mean ${meant}?` : ''} List them with: assay policy`,
  );
}

function writeAll(folder: string, texts: ReadonlyMap<string, string>): void {
  for (const [name, text] of texts) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

const listed = (file: GeneratedFile): string => {
  const { name, purpose, attachTo, size, limit } = describeDocument(file);
  return `${name}.json (${size}${limit ? ` of ${limit}` : ''} characters)\n  ${purpose}\n  Attach to ${attachTo}.`;
};

/** `assay policy` */
export const policyVerb: Verb = {
  usage: `assay policy [DOCUMENT] [--explain | --format json|terraform] [--out FOLDER]

  DOCUMENT   one of the list: it is printed as JSON
  --explain  print in plain words what each statement does, why, and what the document cannot stop
  --format   json (default), or terraform: a folder for the organisation, the hub and each account
  --out      where to write all of them: one file each, its explanation beside it, with index.json saying what belongs
             where; left out: the list is printed

Trust and permission policies of every role, the signing key's policy, the organisation's guard rails, Allowed AMIs,
rules of AWS Config, and the way of events to the hub.`,
  options: { out: { type: 'string' }, explain: { type: 'boolean' }, format: { type: 'string', default: 'json' } },
  async run({ values, positionals, environment }) {
    const all = generatedDocuments(loadConfigFile(environment), await catalogue());
    const [name] = positionals;
    const files = name === undefined ? all : [named(all, name)];
    const folder = values['out'];
    if (oneOf(values['format'], ['json', 'terraform'], 'format') === 'terraform') {
      const texts = renderTerraform(files);
      if (typeof folder === 'string') {
        writeAll(folder, texts);
        console.log(`${texts.size} files of Terraform are in ${folder}.`);
      } else for (const [path, text] of texts) process.stdout.write(`# ${path}\n\n${text}\n`);
    } else if (typeof folder === 'string') {
      writeAll(folder, renderPolicies(files));
      console.log(`${files.length} documents and index.json are in ${folder}.`);
    } else if (values['explain']) for (const file of files) console.log(renderExplanation(file));
    else if (name !== undefined) for (const file of files) process.stdout.write(renderDocument(file));
    else {
      for (const file of files) console.log(listed(file));
      console.log('\nWrite them with: assay policy --out FOLDER. One in plain words: assay policy DOCUMENT --explain');
    }
    return 0;
  },
};
