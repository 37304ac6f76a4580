import type { Files } from './project-files.ts';
import { readSource, resolveImport } from './read-source.ts';

/** The composition root and the command line put the parts together, so they see all of them. */
const everything = 'everything';
/** Everybody else is told by them what the environment says. */
const readsEnvironmentToo = new Set(['main.ts', 'cli.ts', 'cli']);

/** What is approved and how it is proven, never who decides: nobody but approvals itself can count a vote. */
const provenApproval = [
  'approvals/document.ts',
  'approvals/differences.ts',
  'approvals/attestation.ts',
  'approvals/check-attestation.ts',
  'approvals/check-record.ts',
  'approvals/carry-over.ts',
  'approvals/tag-keys.ts',
  'approvals/policy.ts',
];

/** Folder of src/ to what it may import besides itself: a folder, or single files of one. */
const mayImport: Readonly<Record<string, readonly string[] | typeof everything>> = {
  'main.ts': everything,
  'cli.ts': everything,
  cli: everything,
  compose: everything,
  core: [],
  config: ['core'],
  lookup: ['core', ...provenApproval],
  approvals: ['core'],
  compliance: ['core', 'lookup'],
  watches: ['core', 'lookup'],
  patrols: ['core', 'lookup', 'compliance'],
  chores: ['core', 'compliance'],
  store: ['core'],
  aws: ['core'],
  http: ['core'],
  pictures: ['core'],
  policy: ['core', 'approvals/tag-keys.ts'],
  commands: ['core', 'jobs', 'lookup', 'compliance', ...provenApproval],
  jobs: ['core', 'lookup', ...provenApproval],
  engine: ['core', 'approvals'],
  slack: ['core', 'approvals'],
};

/** Packages that exist for one folder only: behind it everybody speaks our own words. */
const ownerOf: readonly { readonly package: RegExp; readonly owner: string }[] = [
  { package: /^@slack\//, owner: 'slack' },
  { package: /^@(aws-sdk|smithy|aws)\//, owner: 'aws' },
  { package: /^@napi-rs\/canvas$/, owner: 'pictures' },
  { package: /^bullmq$/, owner: 'engine' },
  { package: /^ioredis$/, owner: 'store' },
];

/** "src/slack/cards/run-card.ts" → "slack"; "src/main.ts" → "main.ts". */
const areaOf = (path: string): string => path.split('/')[1] ?? '';
/** "src/commands/copy/index.ts" and "src/commands/copy.ts" → "copy". */
const entryOf = (path: string): string => (path.split('/')[2] ?? '').replace(/\.ts$/, '');

const allows = (rule: readonly string[], target: string): boolean =>
  rule.some((allowed) => (allowed.endsWith('.ts') ? target === `src/${allowed}` : areaOf(target) === allowed));

function importTrouble(path: string, target: string): string | undefined {
  if (!target.startsWith('src/')) return `src imports nothing outside of src, but it imports ${target}`;
  const [area, other] = [areaOf(path), areaOf(target)];
  const rule = mayImport[area];
  if (rule === undefined) return `"${area}" is not in the table of tools/house/architecture.ts`;
  if (area === 'commands' && other === 'commands' && entryOf(path) !== entryOf(target))
    return `a command never imports another command, but it imports ${target}`;
  if (rule === everything || area === other || allows(rule, target)) return undefined;
  return `${area} may import ${rule.join(', ') || 'nothing of ours'}, but it imports ${target}`;
}

function packageTrouble(area: string, specifier: string): string | undefined {
  const { owner } = ownerOf.find((one) => one.package.test(specifier)) ?? {};
  return owner && owner !== area ? `only ${owner} imports ${specifier}` : undefined;
}

/** @returns one sentence for each import, and each reading of the environment, that breaks the table of the design */
export function architectureProblems(files: Files): readonly string[] {
  const problems: string[] = [];
  for (const [path, text] of files) {
    if (!path.startsWith('src/')) continue;
    const { imports, readsEnvironment } = readSource(path, text);
    for (const { specifier } of imports) {
      const target = resolveImport(path, specifier);
      const trouble = target ? importTrouble(path, target) : packageTrouble(areaOf(path), specifier);
      if (trouble) problems.push(`${path}: ${trouble}`);
    }
    if (readsEnvironment && !readsEnvironmentToo.has(areaOf(path)))
      problems.push(`${path}: only main and cli read process.env`);
  }
  return problems;
}
