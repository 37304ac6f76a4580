import { z } from 'zod';
import { severities } from '../../core/violation.ts';

/** Counted up when a field changes its meaning or goes away; new fields may come without. */
export const reportVersion = 1;

const Moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
  .describe('UTC, ISO 8601');
const Account = z.string().describe('twelve digits');

/** Something this report cannot answer for. */
const NotSeen = z.object({
  account: Account,
  alias: z.string(),
  region: z.string(),
  what: z
    .enum(['running', 'approved', 'sweep'])
    .describe('what runs there now; own AMIs that are approved; its sweeps'),
  why: z.string(),
});
export type NotSeen = z.infer<typeof NotSeen>;

/** What the tags of an AMI prove, checked when the report was made. */
const standings = [
  'valid',
  'unsigned',
  'content_changed',
  'forged',
  'other_image',
  'tag_only',
  'none',
  'revoked',
  'gone',
  'unknown',
] as const;

const ReportImage = z.object({
  id: z.string(),
  name: z.string().nullable(),
  owner: Account.nullable(),
  region: z.string(),
  approved: z.boolean().nullable().describe('null: could not be found out'),
  standing: z.enum(standings),
  sentence: z.string().describe('the same in words'),
  approval: z
    .object({
      request: z.string().describe('run that asked'),
      document: z.string().describe('SHA-256 of what people voted on, hex'),
      requester: z.string(),
      approvers: z.array(z.string()),
      at: Moment,
      carriedBy: z.string().nullable().describe('run that carried the approval over to this copy'),
    })
    .nullable()
    .describe('as signed; null where no tag proves or names one'),
  uses: z
    .array(
      z.object({ account: Account, alias: z.string(), region: z.string(), instances: z.int(), launchers: z.int() }),
    )
    .describe('where it runs, or would be launched next, now'),
});
export type ReportImage = z.infer<typeof ReportImage>;

const ReportExemption = z.object({
  id: z.string().describe('run that granted it'),
  account: Account,
  region: z.string(),
  environment: z.string(),
  subjectKind: z.string().nullable(),
  subject: z.string().nullable().describe('null: everything that uses the AMI there'),
  image: z.string(),
  severity: z.enum(severities),
  reason: z.string(),
  requester: z.string(),
  approvers: z.array(z.string()),
  from: Moment,
  until: Moment,
  ended: Moment.nullable(),
  how: z.enum(['expired', 'taken_back']).nullable(),
  endedBy: z.string().nullable(),
});
export type ReportExemption = z.infer<typeof ReportExemption>;

const ReportViolation = z.object({
  id: z.string(),
  account: Account,
  alias: z.string(),
  region: z.string(),
  environment: z.string(),
  subjectKind: z.enum(['instance', 'auto-scaling-group', 'launch-template']),
  subject: z.string(),
  name: z.string().nullable(),
  launchedAt: z.string().nullable().describe('of an instance; it may have run before anybody looked'),
  image: z.string(),
  imageName: z.string().nullable(),
  trouble: z.string(),
  severity: z.enum(severities),
  sentence: z.string(),
  firstSeenAt: Moment,
  ended: Moment.nullable().describe('null: still open when the report was made'),
  how: z.string().nullable(),
  seconds: z.int().describe('from first seen to its end, or to when the report was made'),
  exemption: z.string().nullable().describe('the exemption that silenced it'),
});
export type ReportViolation = z.infer<typeof ReportViolation>;

/** All but the violations, which are too many to hold: they are written as they are read. */
export const ReportHead = z.object({
  schema: z.literal('assay-audit-report'),
  version: z.literal(reportVersion),
  generatedAt: Moment,
  generatedBy: z.string(),
  environment: z.string(),
  period: z.object({ from: Moment, to: Moment }),
  places: z.array(z.object({ account: Account, alias: z.string(), region: z.string() })).describe('what it is about'),
  complete: z.boolean().describe('false: notSeen is not empty, or the log is not whole'),
  notSeen: z.array(NotSeen),
  auditLog: z.object({
    whole: z.boolean(),
    lines: z.int().describe('right ones, from the first on'),
    lastHash: z.string().nullable(),
    trouble: z.string().nullable(),
  }),
  summary: z.object({
    imagesApproved: z.int(),
    imagesInUse: z.int(),
    imagesInUseNotApproved: z.int(),
    violations: z.int(),
    violationsOpen: z.int(),
    longestSeconds: z.int(),
    exemptions: z.int(),
    exemptionsInForce: z.int(),
  }),
  people: z.record(z.string(), z.string()).describe('names in Slack when the report was made, by id'),
  images: z.array(ReportImage),
  exemptions: z.array(ReportExemption),
});
export type ReportHead = z.infer<typeof ReportHead>;

/** What `--format json` writes. */
export const AuditReport = ReportHead.extend({ violations: z.array(ReportViolation) });
export type AuditReport = z.infer<typeof AuditReport>;

/** A report on its way out. `violations` may be read again. */
export interface OpenReport {
  readonly head: ReportHead;
  violations(): AsyncIterable<ReportViolation>;
}
