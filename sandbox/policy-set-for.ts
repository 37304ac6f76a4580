import { pathToFileURL } from 'node:url';
import { policiesFor } from '../src/cli/policy-verb.ts';
import { loadConfigFile } from '../src/config/load-config.ts';
import type { PolicyFile } from '../src/policy/policy-file.ts';
import type { Program } from './assay-process.ts';
import type { PolicySet, RoleSeed } from './aws/identity/policy-set.ts';
import type { PolicyDocument } from './aws/world/world.ts';

/** As it would reach AWS: through JSON. */
const asSent = (document: PolicyFile['document']): PolicyDocument =>
  JSON.parse(JSON.stringify(document)) as PolicyDocument;

/** A role as an administrator would make it from the generated documents that name it. */
function roleOf(arn: string, files: readonly PolicyFile[]): RoleSeed {
  const own = files.filter((file) => file.targets.includes(arn));
  const trust = own.find((file) => file.kind === 'trust');
  const policies = own
    .filter((file) => file.kind === 'managed' || file.kind === 'inline')
    .map(({ document }) => asSent(document));
  return { arn, policies, ...(trust ? { trust: asSent(trust.document) } : {}) };
}

/** The generator of the very program that will run: its operations declare what it needs. */
async function generatorOf(program: Program): Promise<typeof policiesFor> {
  if (typeof program === 'string') return policiesFor;
  const path = pathToFileURL(`${program.sources}/src/cli/policy-verb.ts`).href;
  return ((await import(path)) as { policiesFor: typeof policiesFor }).policiesFor;
}

/** The documents `assay policy` writes for this configuration, as an administrator would apply them. */
export async function policySetFor(configPath: string, program: Program = 'source'): Promise<PolicySet> {
  const file = loadConfigFile({ ASSAY_CONFIG: configPath });
  const files = await generatorOf(program).then((generate) => generate(file));
  const arns = [file.aws.hubRole, ...file.accounts.flatMap((account) => [account.readRole, account.writeRole])];
  const keyPolicies = files
    .filter(({ kind }) => kind === 'key')
    .flatMap(({ targets, document }) => targets.map((target) => [target, asSent(document)] as const));
  const controls = (account: string): PolicyDocument[] =>
    files
      .filter(({ kind, targets }) => kind === 'scp' && targets.includes(account))
      .map(({ document }) => asSent(document));
  return {
    roles: arns.map((arn) => roleOf(arn, files)),
    keyPolicies: Object.fromEntries(keyPolicies),
    serviceControlPolicies: Object.fromEntries(file.accounts.map(({ id }) => [id, controls(id)])),
  };
}
