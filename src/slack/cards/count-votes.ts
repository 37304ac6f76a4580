import type { Approval, Vote } from '../../core/run.ts';

/** Votes as the card tells them. Who may vote was decided before; a void vote counts for nothing. */
export interface Votes {
  readonly approved: readonly Vote[];
  readonly rejected: readonly Vote[];
  readonly void: readonly Vote[];
}

/** Sorts the votes; one person's latest valid approval counts once. */
export function countVotes(approval: Approval): Votes {
  const valid = approval.votes.filter((vote) => vote.void === undefined);
  const latest = new Map(valid.map((vote) => [vote.userId, vote]));
  return {
    approved: [...latest.values()].filter((vote) => vote.kind === 'approve'),
    rejected: valid.filter((vote) => vote.kind === 'reject'),
    void: approval.votes.filter((vote) => vote.void !== undefined),
  };
}
