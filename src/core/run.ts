import { z } from 'zod';
import type { ChainTail } from './audit.ts';
import { Moment } from './moment.ts';
import { reasonCodes } from './outcome.ts';
import { Reversal } from './reversal.ts';

/**
 * The run's record: the truth about one execution of a plan, kept in Redis and written only by compare-and-set. Cards,
 * history and recovery are all read from it. It crosses Redis and releases, so it is parsed at every load.
 */
export const runStates = [
  /** needs people first */
  'waiting',
  /** may start; or waits for the lock of its subject */
  'queued',
  'running',
  'done',
  'failed',
  'cancelled',
  'rejected',
  'withdrawn',
  'expired',
  'stale',
] as const;
export type RunState = (typeof runStates)[number];

const finalStates: readonly RunState[] = ['done', 'failed', 'cancelled', 'rejected', 'withdrawn', 'expired', 'stale'];
/** Nothing will happen any more, unless a failed run is retried. */
export const isFinal = (state: RunState): boolean => finalStates.includes(state);

export const Vote = z.object({
  userId: z.string(),
  kind: z.enum(['approve', 'reject']),
  at: Moment,
  reason: z.string().optional(),
  /** Digest of the document voted on. */
  digest: z.string(),
  /** Proves that Assay wrote it: whoever else writes to Redis cannot make one. */
  seal: z.string().optional(),
  /** Set when the voter lost the right before the vote was used; the vote then counts for nothing. */
  void: z.object({ at: Moment, why: z.string() }).optional(),
});
export type Vote = z.infer<typeof Vote>;

/** What is wrong with the seal of a vote: it has none, of a key that is not in use, or it does not fit. */
export type SealFault = 'unsealed' | 'unknown_key' | 'altered';

/** People first: how many, of whom, until when; frozen when the request is made. */
export const Approval = z.object({
  environment: z.string(),
  minimum: z.number().int().min(1),
  users: z.array(z.string()),
  groups: z.array(z.string()),
  /** Digest of the rule above: a changed configuration makes the request stale. */
  policyDigest: z.string(),
  expiresAt: Moment,
  /** Since when it waits, where it was done in part and came back to them; absent: since it was asked for. */
  askedAt: Moment.optional(),
  remindAt: Moment.optional(),
  votes: z.array(Vote),
  /** When the last needed vote came. */
  decidedAt: Moment.optional(),
});
export type Approval = z.infer<typeof Approval>;

export const Step = z.object({
  state: z.enum(['intent', 'done']),
  at: Moment,
  result: z.json().optional(),
});
export type Step = z.infer<typeof Step>;

export const Wait = z.object({
  watch: z.string(),
  account: z.string(),
  region: z.string(),
  target: z.string(),
  since: Moment,
  /** Since when AWS refuses to be asked about it, without a break. */
  deniedSince: Moment.optional(),
  /** Present once AWS came to an end; the run may go on. */
  seen: z
    .object({
      state: z.enum(['pending', 'done', 'failed']),
      phase: z.string(),
      percent: z.number().optional(),
      reason: z.string().optional(),
      data: z.json().optional(),
    })
    .optional(),
});
export type Wait = z.infer<typeof Wait>;

export const Progress = z.object({
  /** "creating", "tagging" … */
  phase: z.string(),
  percent: z.number().min(0).max(100).optional(),
});
export type Progress = z.infer<typeof Progress>;

export const Ending = z.object({
  code: z.enum(reasonCodes),
  /** For people, as written. */
  message: z.string(),
  hint: z.string().optional(),
  /** For our own mistakes: what to look for in the log. */
  reference: z.string().optional(),
});
export type Ending = z.infer<typeof Ending>;

export const Run = z.object({
  id: z.string(),
  state: z.enum(runStates),
  job: z.string(),
  /** The command and its input: the plan is made again from them before the work starts. Absent for the clock's runs. */
  command: z.object({ name: z.string(), input: z.json() }).optional(),
  plan: z.json(),
  digest: z.string(),
  reason: z.string().optional(),
  place: z.object({ account: z.string(), region: z.string() }),
  subject: z.string(),
  about: z.array(z.string()),
  requester: z.object({ userId: z.string(), teamId: z.string() }),
  /** Channel its one card lives in. */
  channel: z.string(),
  requestedAt: Moment,
  changedAt: Moment,
  /** Not before this moment: people are told what will happen (a reboot) and can still cancel. */
  startAt: Moment.optional(),
  approval: Approval.optional(),
  steps: z.record(z.string(), Step),
  waits: z.record(z.string(), Wait),
  progress: Progress.optional(),
  result: z.json().optional(),
  ending: Ending.optional(),
  /** Whoever advances it holds this token; a worker that lost it can write nothing more. */
  lease: z.object({ token: z.string(), until: Moment }).optional(),
  /** Failed attempts in a row, for back-off; crashes are counted as starts that never ended. */
  attempts: z.number().int(),
  starts: z.number().int(),
  /** Attempts in a row that ended in a mistake of ours; a busy AWS is not one. */
  mistakes: z.number().int().optional(),
  /** `as`, and `why` as a clause for the ending: it had begun, came back to its approvers, and was not approved again. */
  cancelAsked: z
    .object({
      by: z.string(),
      at: Moment,
      as: z.enum(['expired', 'rejected', 'withdrawn']).optional(),
      why: z.string().optional(),
    })
    .optional(),
  /** The run that started it as one of several targets. It has no card of its own: its parent's card shows it. */
  parent: z.object({ runId: z.string(), key: z.string() }).optional(),
  /** How many children it has started. */
  children: z.number().int().optional(),
  /** Put back into the queue by people after a failure: when last, and how often. */
  retried: z.object({ at: Moment, count: z.number().int() }).optional(),
  /** It rests until then, without its subject's lock. */
  asleepUntil: Moment.optional(),
  /** How it will end once its children have ended and what was only temporary is taken back. */
  closing: z.object({ state: z.enum(['failed', 'cancelled', 'stale']), actor: z.string(), ending: Ending }).optional(),
  /** What *Undo* would take back; written at the end. */
  undo: z.array(Reversal).optional(),
  /** Clicks and lines of people that changed it, the newest last: none of them does so twice. */
  deliveries: z.array(z.string()).optional(),
  /** The run that holds the lock it waits for. */
  behind: z.string().optional(),
});
export type Run = z.infer<typeof Run>;

/** What jobs and presentations see of their run. */
export type RunView = Pick<
  Run,
  'id' | 'requester' | 'requestedAt' | 'reason' | 'approval' | 'retried' | 'parent' | 'closing'
>;

/** Approval as it stood when the write was allowed: what the attestation says. */
export interface ApprovalGiven {
  readonly runId: string;
  readonly environment: string;
  readonly requester: string;
  /** Distinct, eligible, in the order they voted. Empty where the plan needed nobody. */
  readonly approvers: readonly string[];
  readonly digest: string;
  readonly policyDigest: string;
  /** The audit log's line of the decision; absent where nobody had to decide, or the log does not have it. */
  readonly decision?: ChainTail | undefined;
}

export interface RunQuery {
  readonly requester?: string;
  readonly about?: string;
  /** Name of its job; with `about`, an index of its own: found however many runs of other jobs there are. */
  readonly job?: string;
  readonly states?: readonly RunState[];
  /** Newest first, at most this many. */
  readonly limit: number;
}

/** The engine's first version of an id: unguessable, short enough to type: `r-` and ten characters without l, o, 0, 1. */
export const runIdPattern = /^r-[a-hjkmnp-z2-9]{10}$/;
