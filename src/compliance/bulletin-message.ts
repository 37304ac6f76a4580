import { joined } from '../core/joined.ts';
import { bold, code, type Entry, type Inline, type Line, type Message, person, time } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import type { BulletinGroup, BulletinState, Owner, Subject, ViolationEnd } from '../core/violation.ts';
import { accountName, placeName } from '../lookup/places.ts';
import { askedLines } from './asked.ts';
import { offersOf, type Room, roomFor } from './offers.ts';
import { countWords, endWords, nameOf, troubleWords, verbOf } from './words.ts';

type Ended = BulletinState['ended'][number];
type Exempted = BulletinState['exemptions'][number];

/** Named in one line; more are counted. */
const mostExemptions = 3;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Notifies when it stands in a new message, not when it comes into one by an edit. */
export const mention = ({ kind, id }: Owner): Inline =>
  kind === 'person' ? person(id) : { kind: 'group', groupId: id };

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

/** Until when, and where it stands why; the longest first. */
function exemptionLines(exempted: Exempted): readonly Line[] {
  if (exempted.length === 0) return [];
  const some = [...exempted].sort((a, b) => b.until - a.until).slice(0, mostExemptions);
  const more = exempted.length - some.length;
  return [
    [
      'Exempted until ',
      ...joined(some.map(({ run, until }) => [time(until), ' by ', code(run)])),
      ...(more > 0 ? [` and ${more} more`] : []),
      '; told again then if nothing has changed.',
    ],
  ];
}

function stateLine({ total }: BulletinGroup, open: number, ended: Ended): readonly Line[] {
  const over = endedWords(ended);
  if (open === 0) return [[bold('Resolved: '), total === 1 ? over.replace(/^1 /, '') : over]];
  return over === '' ? [] : [[bold(`${open} of ${total} still open`), `: ${over}`]];
}

/** What a group shows besides itself. */
interface Shown {
  readonly open: number;
  readonly environment: string;
  readonly settings: Settings;
  readonly room: Room;
  readonly ended?: Ended | undefined;
  readonly exempted?: Exempted | undefined;
  readonly assigned?: BulletinState['assigned'][number] | undefined;
  readonly asked?: BulletinState['asked'][number] | undefined;
}

/** By their tags, and since whose people said they are. */
function ownerLines({ owners, total }: BulletinGroup, assigned: NonNullable<Shown['assigned']>): readonly Line[] {
  const taken = joined(
    assigned.map(({ owner, count }) => [mention(owner), ...(count < total ? [` (${count} of ${total})`] : [])]),
  );
  const isAll = sum(assigned.map(({ count }) => count)) >= total;
  return [
    ...(owners.length > 0 && !isAll ? [['Belongs to ', ...joined(owners.map(mention))]] : []),
    ...(assigned.length > 0 ? [['Taken by ', ...taken]] : []),
  ];
}

/** Its things in one line, where a message has many groups. */
function inShort({ subjects, total }: BulletinGroup): Line {
  const more = total - subjects.length;
  return `${subjects.map(nameOf).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** One group, with what can be done about it. */
export function groupEntry(
  group: BulletinGroup,
  { open, environment, settings, room, ended = {}, exempted = [], assigned = [], asked = [] }: Shown,
): Entry {
  const { subjects, total, image, place, finding } = group;
  const more = total - subjects.length;
  const owner = image.ownerId ? ` of ${accountName(image.ownerId, settings)}` : '';
  return {
    lines: [
      ...stateLine(group, open, ended),
      ...exemptionLines(exempted),
      [
        bold(
          `${countWords(
            total,
            subjects.map(({ kind }) => kind),
          )} in ${placeName(place, settings)}`,
        ),
        ` ${verbOf(subjects[0] ?? { kind: 'instance' }, total)} `,
        code(image.id),
        image.name ? ` ${image.name}${owner}` : owner,
      ],
      ...(room === 'all'
        ? [...subjects.map(subjectLine), ...(more > 0 ? [`… and ${more} more`] : [])]
        : [inShort(group)]),
      finding.sentence,
      ...(open > 0 ? askedLines(asked) : []),
      ...ownerLines(group, assigned),
    ],
    ...(open > 0 ? { offers: offersOf(group, environment, settings, room) } : {}),
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
  const { bulletin, open, ended, exemptions, assigned, asked } = state;
  const { groups, environment, rest, id, at } = bulletin;
  const isOver = sum(open) === 0;
  const isBad = groups.some(({ finding }, index) => finding.severity === 'high' && (open[index] ?? 0) > 0);
  const restOpen = open[groups.length] ?? 0;
  const restOver = endedWords(ended[groups.length] ?? {});
  return {
    title: titleOf(state),
    tone: isOver ? 'good' : isBad ? 'bad' : 'warning',
    entries: [
      ...groups.map((group, index) =>
        groupEntry(group, {
          open: open[index] ?? 0,
          ended: ended[index],
          exempted: exemptions[index],
          assigned: assigned[index],
          asked: asked[index],
          room: roomFor(groups.length),
          environment,
          settings,
        }),
      ),
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
