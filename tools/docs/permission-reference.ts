import type { Catalogue } from '../../src/core/catalogue.ts';
import type { IamNeed } from '../../src/core/iam.ts';

function narrowed(need: IamNeed): string {
  const { only } = need;
  if (!only) return '';
  return [
    only.createdBy ? `only while ${only.createdBy.join(', ')} creates it` : '',
    only.tagKeys ? `only tag keys of: ${only.tagKeys.join(', ')}` : '',
    only.ownImages ? 'only on own AMIs' : '',
  ]
    .filter(Boolean)
    .join('; ');
}

function table(needs: readonly IamNeed[]): readonly string[] {
  if (needs.length === 0) return ['Calls nothing on AWS.', ''];
  return [
    '| action | on | |',
    '|---|---|---|',
    ...needs.map((need) => `| \`${need.action}\` | ${need.on.join(', ')} | ${narrowed(need)} |`),
    '',
  ];
}

/** `docs/reference/permissions.md`: every AWS action, by who calls it. */
export function permissionReference(catalogue: Catalogue): string {
  const sections = (
    title: string,
    entries: Iterable<{ readonly name: string; readonly iam: readonly IamNeed[] }>,
  ): string[] => [
    `## ${title}`,
    '',
    ...[...entries].flatMap((entry) => [`### ${entry.name}`, '', ...table(entry.iam)]),
  ];
  return [
    '# Permissions',
    '',
    'Written by `npm run docs` from what commands, jobs and watches declare; do not edit. `assay policy` writes the IAM',
    'documents from the same declarations, and a test holds them against what is really called.',
    '',
    ...sections('Jobs (writer role)', catalogue.jobs.values()),
    ...sections('Watches (reader role)', catalogue.watches.values()),
    ...sections('Commands (reader role)', catalogue.commands.values()),
  ].join('\n');
}
