import { bold, code, type Entry, type Inline, type Message } from '../../core/message.ts';
import type { PolicyDescription } from '../../core/policies.ts';
import type { DocumentGroup } from './groups.ts';

/** Longer ones would be cut by Slack, and half a policy is worse than none. */
const mostShown = 1100;
const near = 0.9;

const thousands = (count: number): string => String(count).replace(/(?=(\d{3})+$)(?!^)/g, ',');

/** "674 of 5,120 characters" */
const sizeWords = ({ size, limit }: PolicyDescription): string =>
  limit === undefined ? `${thousands(size)} characters` : `${thousands(size)} of ${thousands(limit)} characters`;

const isNear = ({ size, limit }: PolicyDescription): boolean => limit !== undefined && size > limit * near;

const count = (documents: readonly PolicyDescription[]): string =>
  documents.length === 1 ? '1 document' : `${documents.length} documents`;

/** `/ami policy`: which documents there are, by what they are for. */
export const presentGroups = (groups: readonly DocumentGroup[]): Message => ({
  title: 'Policies for this configuration',
  entries: groups.map(
    ({ name, title, documents }): Entry => ({
      lines: [[bold(title.replace(/^./, (first) => first.toUpperCase())), `: ${count(documents)}`]],
      offers: [{ label: `Show ${name}`, command: 'policy', input: { of: name } }],
    }),
  ),
  notes: [
    ['All of them as files, each explained: ', code('assay policy --out policies')],
    'Roll out in this order: events and Allowed AMIs in audit mode, the rule of AWS Config, then who may approve, the launch gate in one account, and last the ways round it.',
  ],
});

/** `/ami policy production`: one line of purpose for each document, what forbids first. */
export const presentGroup = ({ title, documents }: DocumentGroup): Message => ({
  title: `Policies for ${title}`,
  entries: documents.map(
    (document): Entry => ({
      lines: [
        [bold(document.name), ` · ${sizeWords(document)}${isNear(document) ? ', nearly full' : ''}`],
        document.purpose,
      ],
      offers: [{ label: 'In plain words', command: 'policy', input: { of: document.name } }],
    }),
  ),
  notes: [['All as files: ', code('assay policy --out policies')]],
});

const sentence = ({ name, words, why }: PolicyDescription['parts'][number]): Entry => ({
  lines: [[bold(name), `: ${words.join(' ')}`], ...(why ? [`Why: ${why}`] : [])],
});

/** `/ami policy organization/launch-gate-production`: what each statement says and why, and what it cannot stop. */
export function presentDocument(document: PolicyDescription): Message {
  const { name, purpose, attachTo, parts, cannot, apply, json } = document;
  const print: readonly Inline[] = [
    'As JSON: ',
    code(`assay policy ${name}`),
    ', explained: ',
    code(`assay policy ${name} --explain`),
  ];
  return {
    title: name,
    lines: [purpose],
    facts: [
      { label: 'Belongs to', value: attachTo },
      { label: 'Length', value: `${sizeWords(document)}${isNear(document) ? '; nearly as long as AWS takes' : ''}` },
      {
        label: 'To apply it',
        value: code(apply[0]?.replace('file://FILE', `file://${name.split('/').at(-1)}.json`) ?? ''),
      },
    ],
    entries: [...parts.map(sentence), ...(json.length <= mostShown ? [{ lines: [code(json)] }] : [])],
    ...(cannot.length > 0 ? { warnings: cannot } : {}),
    notes: [json.length <= mostShown ? print : [`It is ${sizeWords(document)} long and not shown here. `, ...print]],
  };
}
