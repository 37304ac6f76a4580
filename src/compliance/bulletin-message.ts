import { joined } from '../core/joined.ts';
import {
  bold,
  code,
  type Entry,
  type Inline,
  type Line,
  type Message,
  type Offer,
  person,
  time,
} from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import type { BulletinGroup, BulletinState, Owner, Subject, ViolationEnd } from '../core/violation.ts';
import { accountName, placeName } from '../lookup/places.ts';
import { countWords, endWords, nameOf, troubleWords, verbOf } from './words.ts';

type Ended = BulletinState['ended'][number];

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const mention = ({ kind, id }: Owner): Inline => (kind === 'person' ? person(id) : { kind: 'group', groupId: id });

/** "2 approved since, 1 gone" */
const endedWords = (ended: Ended): string =>
  (Object.entries(ended) as [ViolationEnd, number][])
    .filter(([, count]) => count > 0)
    .map(([how, count]) => `${count} ${endWords[how]}`)
    .join(', ');

function subjectLine(subject: Subject): Line {
  const { id, name, detail, since } = subject;
  return [
    '• ',
    ...(name ? [bold(name), ' '] : []),
    code(id),
    ...(detail ? [` ${detail}`] : []),
    ...(since ? [', launched ', time(since)] : []),
  ];
}

function stateLine({ total }: BulletinGroup, open: number, ended: Ended): readonly Line[] {
  const over = endedWords(ended);
  if (open === 0) return [[bold('Resolved: '), total === 1 ? over.replace(/^1 /, '') : over]];
  return over === '' ? [] : [[bold(`${open} of ${total} still open`), `: ${over}`]];
}

/** What helps depends on what is wrong: nobody can approve an AMI that is gone. */
function offersOf({ finding, image }: BulletinGroup, environment: string): readonly Offer[] {
  if (finding.kind === 'unprovable' || finding.kind === 'outdated' || finding.kind === 'not_allowed') return [];
  return [
    { label: 'Request approval…', command: 'promote', input: { image: image.id, environment }, style: 'primary' },
    { label: 'Show AMI', command: 'show', input: { image: image.id } },
  ];
}

/** One group, with what can be done about it. */
export function groupEntry(
  group: BulletinGroup,
  open: number,
  ended: Ended,
  environment: string,
  settings: Settings,
): Entry {
  const { subjects, total, image, place, finding, owners } = group;
  const more = total - subjects.length;
  const owner = image.ownerId ? ` of ${accountName(image.ownerId, settings)}` : '';
  return {
    lines: [
      ...stateLine(group, open, ended),
      [
        bold(
          `${countWords(
            total,
            subjects.map(({ kind }) => kind),
          )} in ${placeName(place, settings)}`,
        ),
        ` ${verbOf(subjects[0] ?? { kind: 'instance' })} `,
        code(image.id),
        image.name ? ` ${image.name}${owner}` : owner,
      ],
      ...subjects.map(subjectLine),
      ...(more > 0 ? [`… and ${more} more`] : []),
      finding.sentence,
      ...(owners.length > 0 ? [['Belongs to ', ...joined(owners.map(mention))]] : []),
    ],
    ...(open > 0 ? { offers: offersOf(group, environment) } : {}),
  };
}

function titleOf({ bulletin, open }: BulletinState): string {
  const { groups, environment, rest } = bulletin;
  const [first, ...others] = groups;
  const total = sum(groups.map((group) => group.total)) + (rest?.total ?? 0);
  const left = sum(open);
  const kinds = groups.flatMap(({ subjects }) => subjects.map(({ kind }) => kind));
  const trouble =
    others.length === 0 && !rest && first ? troubleWords[first.finding.kind] : 'AMIs that are not approved';
  const [one] = first?.subjects ?? [];
  const what =
    total === 1 && one
      ? `${nameOf(one)} ${verbOf(one)} ${trouble}`
      : `${countWords(total, kinds)} ${total === 1 ? 'uses' : 'use'} ${trouble}`;
  if (left === 0) return `Resolved: ${environment}: ${what}`;
  return left < total ? `${environment}: ${what}, ${left} still open` : `${environment}: ${what}`;
}

/** A message about violations as they are now. Pure. */
export function bulletinMessage(state: BulletinState, settings: Settings): Message {
  const { bulletin, open, ended } = state;
  const { groups, environment, rest, id, at } = bulletin;
  const isOver = sum(open) === 0;
  const isBad = groups.some(({ finding }, index) => finding.severity === 'high' && (open[index] ?? 0) > 0);
  const restOpen = open[groups.length] ?? 0;
  const restOver = endedWords(ended[groups.length] ?? {});
  return {
    title: titleOf(state),
    tone: isOver ? 'good' : isBad ? 'bad' : 'warning',
    entries: [
      ...groups.map((group, index) => groupEntry(group, open[index] ?? 0, ended[index] ?? {}, environment, settings)),
      ...(rest
        ? [
            {
              lines: [
                [bold(`${rest.total} more from ${rest.groups} other AMIs`), `: ${restOpen} open`],
                ...(restOver ? [restOver] : []),
              ],
            },
          ]
        : []),
    ],
    notes: [[id, ' · seen ', time(at)], ...(isOver ? [] : [[`All of them: /ami compliance ${environment}`]])],
  };
}
