import { z } from 'zod';
import { code, type Line, person } from '../core/message.ts';
import type { Run, SealFault, Vote } from '../core/run.ts';
import type { Statement } from './attestation.ts';
import { planDigest } from './plan-request.ts';

/** Something in Assay's own record of an approval that does not fit what was signed. */
export const RecordFault = z.object({
  kind: z.enum([
    'unreadable',
    'document',
    'requester',
    'environment',
    'moment',
    /** Of somebody who was signed for: no vote, or one that is marked void, altered, or without a seal. */
    'missing',
    'void',
    'altered',
    'unsealed',
    /** A vote that nothing was signed about. */
    'added',
  ]),
  /** Whom it is about. */
  userId: z.string().optional(),
});
export type RecordFault = z.infer<typeof RecordFault>;

/** A record beside what was signed. */
export interface CheckedRecord {
  /** Empty: it fits. */
  readonly faults: readonly RecordFault[];
  /** Whose votes are sealed with a key that is not in use: they name the right people, and that is all that is known. */
  readonly unproven: readonly string[];
}

type SealFaultOf = (run: Pick<Run, 'id' | 'requester'>, vote: Vote) => SealFault | undefined;

const second = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : `${new Date(at).toISOString().slice(0, 19)}Z`;

/** One vote: signed for or not, sealed or not. Seals are held against what was signed, not against the rest of the record. */
function voteFault(
  run: Run,
  vote: Vote,
  statement: Statement,
  sealFaultOf: SealFaultOf,
): SealFault | 'added' | undefined {
  if (vote.kind !== 'approve' || !statement.approvers.includes(vote.userId)) return 'added';
  if (vote.digest !== statement.document) return 'altered';
  const signedFor = { id: statement.request, requester: { ...run.requester, userId: statement.requester } };
  return sealFaultOf(signedFor, vote);
}

/**
 * Holds the record of a request against the statement that was signed when it was approved. The statement must be proven:
 * it is what the record is held against, never the other way round.
 */
export function checkRecord(run: Run, statement: Statement, sealFaultOf: SealFaultOf): CheckedRecord {
  const { approval } = run;
  const faults: RecordFault[] = [];
  const unproven: string[] = [];
  if (run.digest !== statement.document || planDigest(run.job, run.plan) !== statement.document)
    faults.push({ kind: 'document' });
  if (run.requester.userId !== statement.requester) faults.push({ kind: 'requester', userId: run.requester.userId });
  if (approval && approval.environment !== statement.environment) faults.push({ kind: 'environment' });
  if (approval && second(approval.decidedAt) !== statement.at) faults.push({ kind: 'moment' });
  const seen = new Set<string>();
  for (const vote of approval?.votes.filter((one) => one.void === undefined) ?? []) {
    const { userId } = vote;
    const fault = seen.has(userId) ? 'added' : voteFault(run, vote, statement, sealFaultOf);
    seen.add(userId);
    if (fault === 'unknown_key') unproven.push(userId);
    else if (fault) faults.push({ kind: fault, userId });
  }
  for (const userId of statement.approvers.filter((one) => !seen.has(one)))
    faults.push({ kind: approval?.votes.some((vote) => vote.userId === userId) ? 'void' : 'missing', userId });
  return { faults, unproven };
}

/** Said of a record; more are counted: whoever edits it may write as much as they like. */
const mostSaid = 8;

/** For people, a clause for each. */
export const faultLines = (faults: readonly RecordFault[]): readonly Line[] => [
  ...faults.slice(0, mostSaid).map(faultWords),
  ...(faults.length > mostSaid ? [`and ${faults.length - mostSaid} more`] : []),
];

/** Only who was signed for is called; other names anybody may have written. */
function faultWords({ kind, userId = '' }: RecordFault): Line {
  switch (kind) {
    case 'unreadable':
      return 'it cannot be read';
    case 'document':
      return 'another document stands in it than the one that was approved';
    case 'requester':
      return ['it names ', code(userId), ' as the requester'];
    case 'environment':
      return 'it is about another environment';
    case 'moment':
      return 'it dates the last vote otherwise';
    case 'missing':
      return ['the vote of ', person(userId), ' is missing'];
    case 'void':
      return ['the vote of ', person(userId), ' is marked void'];
    case 'altered':
      return ['the vote of ', person(userId), ' is not as Assay wrote it'];
    case 'unsealed':
      return ['the vote of ', person(userId), ' was not written by Assay'];
    case 'added':
      return ['a vote of ', code(userId), ' stands in it that was not there when it was signed'];
  }
}
