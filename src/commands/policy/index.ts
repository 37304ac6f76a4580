import { z } from 'zod';
import { defineCommand } from '../../core/command.ts';
import { argument } from '../../core/input.ts';
import { nearest } from '../../core/nearest.ts';
import { UserError } from '../../core/outcome.ts';
import { groupsOf } from './groups.ts';
import { presentDocument, presentGroup, presentGroups } from './present.ts';

/** `/ami policy` */
export const policy = defineCommand({
  name: 'policy',
  summary: 'The documents that keep unapproved AMIs out, in plain words',
  examples: ['policy', 'policy production', 'policy organization/launch-gate-production'],
  details: [
    'Everything `assay policy` writes for this configuration: what it is for, what each statement allows or forbids and why, what it cannot stop, and how long it is against what AWS takes.',
    'It shows what should be there. Whether it is attached, AWS alone knows; attach it with your own tools.',
  ],
  menu: { group: 'Help', label: 'Policies' },
  input: z.strictObject({
    of: argument(z.string().trim().max(200).optional(), {
      title: 'Of',
      hint: 'An environment, an account, hub, organization, or the name of a document. Left out: all of them.',
      position: 0,
      choices: 'policy',
      example: 'production',
    }),
  }),
  iam: [],
  onlyReads: true,
  async answer({ of }, { policies, settings }) {
    const documents = policies();
    const groups = groupsOf(documents, settings);
    if (!of) return presentGroups(groups);
    const document = documents.find(({ name }) => name === of.replace(/\.(json|md)$/, ''));
    if (document) return presentDocument(document);
    const group = groups.find(({ words }) => words.includes(of.toLowerCase()));
    if (group) return presentGroup(group);
    const meant = nearest(of, [...groups.map(({ name }) => name), ...documents.map(({ name }) => name)]);
    throw new UserError('not_found', `There is no environment, account or document "${of}".`, {
      field: 'of',
      hint: meant ? `Did you mean /ami policy ${meant}?` : 'See them all with /ami policy.',
    });
  },
});
