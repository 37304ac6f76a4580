import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { accessOf } from '../config/access-of.ts';
import { loadConfigFile } from '../config/load-config.ts';
import type { ConfigFile } from '../config/schema.ts';
import { settingsOf } from '../config/settings-of.ts';
import { loadCatalogue } from '../core/catalogue.ts';
import { makePolicies } from '../policy/make-policies.ts';
import { needsOf } from '../policy/needs-of.ts';
import type { PolicyFile } from '../policy/policy-file.ts';
import { renderPolicies } from '../policy/render-policies.ts';
import type { Verb } from './verb.ts';

/** Every IAM document of a configuration, from what commands, jobs and watches declare. */
export async function policiesFor(file: ConfigFile): Promise<readonly PolicyFile[]> {
  const catalogue = await loadCatalogue(new URL('../', import.meta.url));
  return makePolicies({
    needs: needsOf(catalogue),
    accounts: accessOf(file),
    settings: settingsOf(file),
    hubRoleArn: file.aws.hubRole,
    organizationId: file.aws.organization,
    administrators: file.aws.administrators,
  });
}

/** `assay policy` */
export const policyVerb: Verb = {
  usage: `assay policy [--out FOLDER]

  --out  where to write them, one file each, with index.json saying what belongs where; left out: the list is printed

Trust and permission policies of every role, the signing key's policy, and the organisation's guard rails.`,
  options: { out: { type: 'string' } },
  async run({ values, environment }) {
    const files = await policiesFor(loadConfigFile(environment));
    const folder = values['out'];
    if (typeof folder !== 'string') {
      for (const { name, purpose, attachTo } of files)
        console.log(`${name}.json\n  ${purpose}\n  Attach to ${attachTo}.`);
      console.log('\nWrite them with: assay policy --out FOLDER');
      return 0;
    }
    for (const [name, text] of renderPolicies(files)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    console.log(`${files.length} documents and index.json are in ${folder}.`);
    return 0;
  },
};
