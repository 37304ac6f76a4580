import type { ApprovalGiven, Run, Vote } from '../core/run.ts';

const counts = (vote: Vote, digest: string): boolean => vote.kind === 'approve' && !vote.void && vote.digest === digest;

/** The approval a run stands on, for the write it allows. Votes on another document or void ones are not in it. */
export function approvalGiven(run: Run): ApprovalGiven {
  const votes = (run.approval?.votes ?? []).filter((vote) => counts(vote, run.digest));
  return {
    runId: run.id,
    environment: run.approval?.environment ?? '',
    requester: run.requester.userId,
    approvers: [...new Set(votes.toSorted((a, b) => a.at - b.at).map((vote) => vote.userId))],
    digest: run.digest,
    policyDigest: run.approval?.policyDigest ?? '',
  };
}
