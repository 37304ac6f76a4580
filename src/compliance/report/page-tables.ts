import type { OpenReport, ReportExemption, ReportHead, ReportImage, ReportViolation } from './audit-report.ts';
import { approvedWord, named, signatureOf } from './tables.ts';

type Tone = 'good' | 'warning' | 'bad' | 'faint';

/** One line of a cell. */
export type PageLine =
  | string
  | { readonly text: string; readonly tone?: Tone | undefined; readonly kind?: 'id' | 'when' };

/** A table as the page shows it: several facts a cell, so that it fits on a screen and on paper. */
export interface PageTable {
  readonly id: string;
  readonly title: string;
  /** Said where it has no rows. */
  readonly none: string;
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly (readonly PageLine[])[]>;
}

const id = (text: string): PageLine => ({ text, kind: 'id' });
const faint = (text: string | null): readonly PageLine[] => (text ? [{ text, tone: 'faint' }] : []);
/** "2026-11-02 09:14": to the minute; the data have all of it. */
const minute = (text: string): string => `${text.slice(0, 10)} ${text.slice(11, 16)}`;
const moment = (text: string): PageLine => ({ text: minute(text), kind: 'when' });

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** "3 days", "1 hour": how long, in its largest unit. */
export function durationWords(seconds: number): string {
  for (const [unit, size] of units)
    if (seconds >= size) {
      const count = Math.floor(seconds / size);
      return `${count} ${unit}${count === 1 ? '' : 's'}`;
    }
  return `${seconds} s`;
}

const approvedTone = ({ approved }: ReportImage): Tone => (approved === null ? 'warning' : approved ? 'good' : 'bad');

function imageCells(image: ReportImage, people: ReportHead['people']): readonly (readonly PageLine[])[] {
  const { approval, uses, sentence, standing } = image;
  return [
    [id(image.id), ...faint(image.name)],
    [id(image.owner ?? ''), ...faint(image.region)],
    [
      { text: approvedWord(image), tone: approvedTone(image) },
      ...faint(`signature: ${signatureOf(image)}`),
      ...(standing === 'valid' ? [] : faint(sentence)),
    ],
    approval
      ? [
          ...approval.approvers.map((one) => named(one, people)),
          ...faint(`asked by ${named(approval.requester, people)}`),
        ]
      : [],
    approval ? [moment(approval.at)] : [],
    approval
      ? [
          id(approval.document),
          ...faint(`${approval.request}${approval.carriedBy ? `, carried over by ${approval.carriedBy}` : ''}`),
        ]
      : [],
    uses.map(
      ({ alias, region, instances, launchers }) =>
        `${alias} ${region}: ${instances} running, ${launchers} would launch it`,
    ),
  ];
}

const violationCells = (one: ReportViolation): readonly (readonly PageLine[])[] => [
  [...(one.name ? [one.name] : []), id(one.subject), ...faint(one.subjectKind.replaceAll('-', ' '))],
  [one.alias, ...faint(one.region)],
  [id(one.image), ...faint(one.imageName)],
  [
    one.trouble,
    { text: one.severity, tone: one.severity === 'high' ? 'bad' : 'faint' },
    ...(one.exemption ? faint(`exempted by ${one.exemption}`) : []),
  ],
  [moment(one.firstSeenAt), ...(one.launchedAt ? faint(`launched ${minute(one.launchedAt)}`) : [])],
  one.ended ? [moment(one.ended), ...faint(one.how)] : [{ text: 'still open', tone: 'bad' }],
  [durationWords(one.seconds)],
];

function exemptionCells(one: ReportExemption, people: ReportHead['people']): readonly (readonly PageLine[])[] {
  return [
    [id(one.id)],
    [id(one.subject ?? 'everything from this AMI'), ...faint(`${one.account}, ${one.region}`)],
    [id(one.image), ...faint(`${one.severity} at most`)],
    [one.reason],
    [...one.approvers.map((person) => named(person, people)), ...faint(`asked by ${named(one.requester, people)}`)],
    [moment(one.from)],
    [moment(one.until)],
    one.ended
      ? [
          moment(one.ended),
          ...faint(one.how === 'taken_back' ? `taken back by ${named(one.endedBy ?? '', people)}` : 'expired'),
        ]
      : [{ text: 'in force', tone: 'warning' }],
  ];
}

async function* cellsOf<T>(
  all: Iterable<T> | AsyncIterable<T>,
  cells: (row: T) => readonly (readonly PageLine[])[],
): AsyncGenerator<readonly (readonly PageLine[])[]> {
  for await (const row of all) yield cells(row);
}

/** The tables of the page. */
export function pageTables({ head, violations }: OpenReport): readonly PageTable[] {
  const { people, images, exemptions } = head;
  return [
    {
      id: 'images',
      title: 'AMIs that are approved, or in use',
      none: 'There are none.',
      columns: ['AMI', 'Owner', 'Approved', 'By', 'When', 'Document (SHA-256), request', 'Used now'],
      rows: cellsOf(images, (one) => imageCells(one, people)),
    },
    {
      id: 'violations',
      title: 'What ran from, or would have launched, an AMI it should not',
      none: 'Nothing that was seen did.',
      columns: ['What', 'Where', 'AMI', 'Trouble', 'First seen', 'Ended', 'How long'],
      rows: cellsOf(violations(), violationCells),
    },
    {
      id: 'exemptions',
      title: 'Exemptions',
      none: 'None was in force.',
      columns: ['Exemption', 'For', 'AMI', 'Reason', 'By', 'From', 'Until', 'Ended'],
      rows: cellsOf(exemptions, (one) => exemptionCells(one, people)),
    },
  ];
}
