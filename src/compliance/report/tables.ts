import type { OpenReport, ReportExemption, ReportHead, ReportImage, ReportViolation } from './audit-report.ts';
import type { Cell } from './csv.ts';

/** One table of a report; its rows may come in their own time. */
export interface ReportTable {
  readonly name: 'about' | 'not-seen' | 'images' | 'violations' | 'exemptions';
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
}

/** Columns with what they hold, in order. */
type Columns<T> = readonly (readonly [name: string, of: (row: T) => Cell])[];

/** What signature the approval of an AMI has, in one word. */
const signatures: Readonly<Record<ReportImage['standing'], string>> = {
  valid: 'valid',
  unsigned: 'not signed',
  content_changed: 'valid, but the AMI is not what was signed',
  forged: 'forged',
  other_image: 'of another AMI',
  tag_only: 'none',
  none: 'none',
  revoked: 'revoked',
  gone: 'not readable',
  unknown: 'not checked',
};

export const signatureOf = ({ standing }: Pick<ReportImage, 'standing'>): string => signatures[standing];

/** "yes", "no", "not known": what a person reads in a table. */
export const approvedWord = ({ approved }: Pick<ReportImage, 'approved'>): string =>
  approved === null ? 'not known' : approved ? 'yes' : 'no';

const sum = (image: ReportImage, what: 'instances' | 'launchers'): number =>
  image.uses.reduce((all, use) => all + use[what], 0);

/** "Ada (U0ADA00001)" where the name is known. */
export const named = (id: string, people: ReportHead['people']): string => (people[id] ? `${people[id]} (${id})` : id);

const imageColumns = (people: ReportHead['people']): Columns<ReportImage> => [
  ['image', ({ id }) => id],
  ['name', ({ name }) => name],
  ['owner', ({ owner }) => owner],
  ['region', ({ region }) => region],
  ['approved', approvedWord],
  ['signature', signatureOf],
  ['approvers', ({ approval }) => approval?.approvers.map((id) => named(id, people)).join('; ') ?? null],
  ['requester', ({ approval }) => (approval ? named(approval.requester, people) : null)],
  ['approved_at', ({ approval }) => approval?.at ?? null],
  ['request', ({ approval }) => approval?.request ?? null],
  ['document_sha256', ({ approval }) => approval?.document ?? null],
  ['carried_by', ({ approval }) => approval?.carriedBy ?? null],
  ['instances', (image) => sum(image, 'instances')],
  ['launchers', (image) => sum(image, 'launchers')],
  ['used_in', ({ uses }) => uses.map(({ alias, region }) => `${alias} ${region}`).join('; ')],
  ['explanation', ({ sentence }) => sentence],
];

const violationColumns: Columns<ReportViolation> = [
  ['violation', ({ id }) => id],
  ['account', ({ account }) => account],
  ['alias', ({ alias }) => alias],
  ['region', ({ region }) => region],
  ['kind', ({ subjectKind }) => subjectKind],
  ['subject', ({ subject }) => subject],
  ['name', ({ name }) => name],
  ['launched_at', ({ launchedAt }) => launchedAt],
  ['image', ({ image }) => image],
  ['image_name', ({ imageName }) => imageName],
  ['trouble', ({ trouble }) => trouble],
  ['severity', ({ severity }) => severity],
  ['first_seen_at', ({ firstSeenAt }) => firstSeenAt],
  ['ended_at', ({ ended }) => ended],
  ['how_it_ended', ({ ended, how }) => (ended === null ? 'open' : how)],
  ['seconds', ({ seconds }) => seconds],
  ['exemption', ({ exemption }) => exemption],
  ['explanation', ({ sentence }) => sentence],
];

const exemptionColumns = (people: ReportHead['people']): Columns<ReportExemption> => [
  ['exemption', ({ id }) => id],
  ['account', ({ account }) => account],
  ['region', ({ region }) => region],
  ['kind', ({ subjectKind }) => subjectKind],
  ['subject', ({ subject }) => subject ?? 'everything from this AMI'],
  ['image', ({ image }) => image],
  ['severity', ({ severity }) => severity],
  ['reason', ({ reason }) => reason],
  ['requester', ({ requester }) => named(requester, people)],
  ['approvers', ({ approvers }) => approvers.map((id) => named(id, people)).join('; ')],
  ['from', ({ from }) => from],
  ['until', ({ until }) => until],
  ['ended_at', ({ ended }) => ended],
  ['how_it_ended', ({ how }) => how ?? 'in force'],
  ['ended_by', ({ endedBy }) => (endedBy ? named(endedBy, people) : null)],
];

const aboutRows = ({ summary, auditLog, ...head }: ReportHead): readonly (readonly Cell[])[] => [
  ['schema', head.schema],
  ['version', head.version],
  ['generated_at', head.generatedAt],
  ['generated_by', head.generatedBy],
  ['environment', head.environment],
  ['from', head.period.from],
  ['to', head.period.to],
  ['complete', head.complete],
  ['places', head.places.map(({ alias, region }) => `${alias} ${region}`).join('; ')],
  ['not_seen', head.notSeen.length],
  ['audit_log_whole', auditLog.whole],
  ['audit_log_lines', auditLog.lines],
  ['audit_log_last_hash', auditLog.lastHash],
  ['audit_log_trouble', auditLog.trouble],
  ['images_approved', summary.imagesApproved],
  ['images_in_use', summary.imagesInUse],
  ['images_in_use_not_approved', summary.imagesInUseNotApproved],
  ['violations', summary.violations],
  ['violations_open', summary.violationsOpen],
  ['longest_seconds', summary.longestSeconds],
  ['exemptions', summary.exemptions],
  ['exemptions_in_force', summary.exemptionsInForce],
];

async function* rowsOf<T>(all: Iterable<T> | AsyncIterable<T>, columns: Columns<T>): AsyncGenerator<readonly Cell[]> {
  for await (const row of all) yield columns.map(([, of]) => of(row));
}

function table<T>(name: ReportTable['name'], columns: Columns<T>, all: Iterable<T> | AsyncIterable<T>): ReportTable {
  return { name, columns: columns.map(([column]) => column), rows: rowsOf(all, columns) };
}

/** A report as tables, in the order people read them. */
export function tablesOf({ head, violations }: OpenReport): readonly ReportTable[] {
  const { people, images, exemptions, notSeen } = head;
  return [
    { name: 'about', columns: ['what', 'value'], rows: aboutRows(head) },
    {
      name: 'not-seen',
      columns: ['account', 'alias', 'region', 'what', 'why'],
      rows: notSeen.map(({ account, alias, region, what, why }) => [account, alias, region, what, why]),
    },
    table('images', imageColumns(people), images),
    table('violations', violationColumns, violations()),
    table('exemptions', exemptionColumns(people), exemptions),
  ];
}
