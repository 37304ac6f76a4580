import { z } from 'zod';
import { Moment } from './moment.ts';

/** What is wrong with the AMI that something runs from, or would start next. */
const violationKinds = [
  /** nobody approved it */
  'not_approved',
  /** it carries the approval tag and nothing that proves it */
  'hand_set',
  /** its attestation or signature cannot be Assay's */
  'forged',
  /** its approval tags were made for another AMI and copied */
  'inherited',
  /** rightly signed, but the AMI is not what was signed */
  'changed',
  /** names its approvers, and is not signed though there is a key */
  'unsigned',
  'revoked',
  /** deregistered, or not readable any more: whatever it was, nothing proves it now */
  'unprovable',
  /** approved, but the account's Allowed AMIs settings do not allow it */
  'not_allowed',
  /** approved, and disabled or deprecated since: due to be replaced */
  'outdated',
] as const;
export type ViolationKind = (typeof violationKinds)[number];

export const severities = ['low', 'medium', 'high'] as const;
export type Severity = (typeof severities)[number];

export const Finding = z.object({
  kind: z.enum(violationKinds),
  severity: z.enum(severities),
  /** What was seen, for people. */
  sentence: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** What runs from an AMI, or will launch one. */
export const Subject = z.object({
  kind: z.enum(['instance', 'auto-scaling-group', 'launch-template']),
  /** Instance id, group name or template id. */
  id: z.string(),
  name: z.string().optional(),
  /** Instance: its type. Group: "wants 3". Template: its version. */
  detail: z.string().optional(),
  /** Of an instance: when it was launched, ISO 8601. */
  since: z.string().optional(),
});
export type Subject = z.infer<typeof Subject>;

/** Whom it concerns in Slack, from a tag of the subject. */
export const Owner = z.object({ kind: z.enum(['person', 'group']), id: z.string() });
export type Owner = z.infer<typeof Owner>;

const violationEnds = ['approved', 'replaced', 'gone', 'exempted', 'changed', 'out_of_scope'] as const;
export type ViolationEnd = (typeof violationEnds)[number];

/**
 * One thing that runs from, or would launch, an AMI it should not: from the first look that saw it to the first that did
 * not. The same thing seen again later is another violation.
 */
export const Violation = z.object({
  id: z.string(),
  place: z.object({ account: z.string(), region: z.string() }),
  environment: z.string(),
  subject: Subject,
  image: z.object({ id: z.string(), name: z.string().optional(), ownerId: z.string().optional() }),
  finding: Finding,
  owner: Owner.optional(),
  /** Somebody said whose it is: tags do not change that any more. */
  assigned: z.object({ by: z.string(), at: Moment }).optional(),
  firstSeenAt: Moment,
  /** The message that tells of it, and its line there. */
  told: z.object({ bulletin: z.string(), group: z.number().int() }).optional(),
  /** The exemption that silences it: the run that granted it. */
  exemption: z.string().optional(),
  ended: z
    .object({
      at: Moment,
      how: z.enum(violationEnds),
      /** Of one that is exempted: by which run, until when. */
      exemption: z.object({ run: z.string(), until: Moment }).optional(),
    })
    .optional(),
});
export type Violation = z.infer<typeof Violation>;

/** Equal for the same thing at every look. */
export const subjectKey = ({ kind, id }: Pick<Subject, 'kind' | 'id'>, imageId: string): string =>
  kind === 'auto-scaling-group' ? `${kind}/${id}/${imageId}` : `${kind}/${id}`;

/** Violations of one message that belong together: same place, AMI and trouble. */
export const BulletinGroup = z.object({
  place: Violation.shape.place,
  image: Violation.shape.image,
  finding: Finding,
  total: z.number().int(),
  /** The first few. */
  subjects: z.array(Subject),
  owners: z.array(Owner),
});
export type BulletinGroup = z.infer<typeof BulletinGroup>;

/** One message in a channel about violations that were told together; shown as it is now until all have ended. */
export const Bulletin = z.object({
  id: z.string(),
  channel: z.string(),
  environment: z.string(),
  at: Moment,
  /** The worst first. */
  groups: z.array(BulletinGroup).min(1),
  /** What was too much to be named: so many AMIs or troubles, so many violations. Counted as one group after the last. */
  rest: z.object({ groups: z.number().int(), total: z.number().int() }).optional(),
});
export type Bulletin = z.infer<typeof Bulletin>;

/** A request that people have not decided on and that would put a group right. */
export const Asked = z.object({
  run: z.string(),
  for: z.enum(['approval', 'exemption']),
  /** How many of the people it takes have agreed so far. */
  agreed: z.number().int(),
  minimum: z.number().int(),
});
export type Asked = z.infer<typeof Asked>;

/** What became of each group of a bulletin. */
export interface BulletinState {
  readonly bulletin: Bulletin;
  /** Violations still open, by group; the rest, where there is one, comes last. */
  readonly open: readonly number[];
  /** How those that ended did, by group: how many of each. */
  readonly ended: readonly Readonly<Partial<Record<ViolationEnd, number>>>[];
  /** Whom people made them over to, by group, and how many. */
  readonly assigned: readonly (readonly { readonly owner: Owner; readonly count: number }[])[];
  /** What silenced those that are exempted, by group: runs that granted it, and until when. */
  readonly exemptions: readonly (readonly { readonly run: string; readonly until: number }[])[];
  /** What was asked for to put them right, by group; empty where nobody has asked. */
  readonly asked: readonly (readonly Asked[])[];
  /** When it was last said in its thread that some are still open, by the clock of Redis. */
  readonly remindedAt?: number | undefined;
}

/** `v-` and ten characters. */
export const violationIdPattern = /^v-[a-hjkmnp-z2-9]{10}$/;
/** `b-` and ten characters. */
export const bulletinIdPattern = /^b-[a-hjkmnp-z2-9]{10}$/;
