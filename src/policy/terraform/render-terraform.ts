import { type GeneratedFile, isPolicy } from '../generated-file.ts';
import { expression } from './blocks.ts';
import { type HclBlock, printHcl } from './print-hcl.ts';
import { resourcesOf } from './resources-of.ts';

/** First version of the provider with `aws_ec2_allowed_images_settings`; each resource takes its Region since 6.0. */
const provider = '>= 6.20.0';

const versions: readonly HclBlock[] = [
  {
    type: 'terraform',
    labels: [],
    attributes: { required_version: '>= 1.5' },
    blocks: [
      {
        type: 'required_providers',
        labels: [],
        attributes: { aws: { source: 'hashicorp/aws', version: provider } },
      },
    ],
  },
];

const organizationWide: HclBlock = {
  type: 'variable',
  labels: ['organization_wide'],
  attributes: {
    type: expression('bool'),
    default: false,
    description: 'True: the rule of AWS Config and Allowed AMIs come from the organisation, not from each account.',
  },
};
const attach: HclBlock = {
  type: 'variable',
  labels: ['attach'],
  attributes: {
    type: expression('map(set(string))'),
    default: {},
    description: 'Accounts that a policy is attached to, by its name. Empty: nothing is attached yet.',
  },
};

/** Folder of a document: the account it is applied in. A launch policy goes into each of its accounts. */
function foldersOf(file: GeneratedFile, accounts: ReadonlyMap<string, string>): readonly string[] {
  const [folder = ''] = file.name.split('/');
  return folder === 'launch' ? file.targets.flatMap((id) => accounts.get(id) ?? []) : [folder];
}

/**
 * The documents as Terraform: a folder, that is a state, for the organisation, the hub and each account, since each is
 * applied with other credentials. Path to text.
 */
export function renderTerraform(files: readonly GeneratedFile[]): ReadonlyMap<string, string> {
  const accounts = new Map(
    files.flatMap(({ name, account }) => {
      const [folder = ''] = name.split('/');
      return folder.endsWith(`-${account}`) ? [[account, folder] as const] : [];
    }),
  );
  const byFolder = new Map<string, GeneratedFile[]>();
  for (const file of files)
    for (const folder of foldersOf(file, accounts)) byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
  return new Map(
    [...byFolder].flatMap(([folder, own]) => {
      const made = new Set(own.filter(({ kind }) => kind === 'trust').flatMap(({ targets }) => targets));
      const print = (some: readonly GeneratedFile[]): string =>
        printHcl(some.flatMap((file) => resourcesOf(file, made)));
      const text = print(own);
      const settings = own.filter((file) => !isPolicy(file));
      const variables = [
        ...(text.includes('var.attach') ? [attach] : []),
        ...(text.includes('var.organization_wide') ? [organizationWide] : []),
      ];
      return [
        [`${folder}/versions.tf`, printHcl(versions)] as const,
        ...(variables.length > 0 ? [[`${folder}/variables.tf`, printHcl(variables)] as const] : []),
        [`${folder}/policies.tf`, print(own.filter(isPolicy))] as const,
        ...(settings.length > 0 ? [[`${folder}/settings.tf`, print(settings)] as const] : []),
      ];
    }),
  );
}
