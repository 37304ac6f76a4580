import type { AuditEvent } from '../core/audit.ts';
import type { Ballot } from '../core/command.ts';
import type { Job } from '../core/job.ts';
import { person } from '../core/message.ts';
import type { Approval, Run, Vote } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import { hasBegun, toBeEnded, whatStays } from './begun.ts';
import { decide } from './decide.ts';
import type { VoterFacts } from './eligibility.ts';
import { gentleStart } from './gentle-start.ts';
import { line, type Outcome, threadNotice, toRequester } from './outcome.ts';
import { tickWaiting } from './tick-waiting.ts';
import { sealVote, type VoteKeys, withoutForged } from './vote-seal.ts';

/** The record, audit lines and messages that follow from one ballot. Pure: it may be worked out again on a newer record. */
export function castVote(
  found: Run,
  ballot: Ballot,
  voter: VoterFacts,
  around: { readonly settings: Settings; readonly jobs: ReadonlyMap<string, Job>; readonly voteKeys: VoteKeys },
  now: number,
): Outcome {
  const run = withoutForged(found, around.voteKeys, now);
  const decision = decide(run, ballot, voter, now);
  if (decision.kind === 'refused')
    return {
      kind: 'refused',
      refusal: decision,
      change: decision.code === 'expired' ? tickWaiting(run, now) : undefined,
    };

  const before = run.approval as Approval;
  const { environment, minimum, policyDigest } = before;
  const { userId } = voter;
  const votes = decision.votes.map((vote, index) =>
    index === before.votes.length ? sealVote(run, vote, around.voteKeys) : vote,
  );
  const voted = { ...run, changedAt: now, approval: { ...before, votes } };
  const forged = forgedLines(found, before.votes);
  const details = { kind: ballot.kind, digest: run.digest, policyDigest, environment };

  if (decision.kind === 'rejected') {
    const { reason } = decision;
    const closed = { ...voted, approval: { ...voted.approval, decidedAt: now } };
    const isBegun = hasBegun(run);
    return {
      kind: 'change',
      reply: { title: 'Your rejection is recorded; the request is closed.', tone: 'plain' },
      change: {
        ...(isBegun
          ? toBeEnded(closed, userId, { as: 'rejected', why: `it was rejected: ${reason.replace(/\.$/, '')}` }, now)
          : { run: { ...closed, state: 'rejected', ending: { code: 'rejected', message: reason } }, due: null }),
        audit: [
          ...forged,
          line(run, 'vote', userId, 'recorded', { ...details, reason }),
          line(run, 'decision', userId, 'rejected', { environment, digest: run.digest }),
        ],
        notices: [
          threadNotice(
            run,
            'rejected',
            now,
            {
              title: 'Rejected',
              tone: 'bad',
              lines: [[...toRequester(run), person(userId), ' rejected this: ', reason]],
              notes: [`${isBegun ? whatStays : 'Nothing was done.'} It can be asked for again once this is mended.`],
            },
            { urgent: true },
          ),
        ],
      },
    };
  }

  const progress = `${decision.count} of ${minimum}`;
  const vote = line(run, 'vote', userId, 'recorded', { ...details, count: decision.count, needed: minimum });
  if (decision.kind === 'recorded')
    return {
      kind: 'change',
      reply: { title: `Your approval is recorded: ${progress}.`, tone: 'good' },
      change: {
        run: voted,
        audit: [...forged, vote],
        notices: [
          threadNotice(
            run,
            `vote-${userId}`,
            now,
            { title: `Approval ${progress}`, lines: [[person(userId), ` approved (${progress}).`]] },
            { urgent: false },
          ),
        ],
      },
    };

  const startAt = gentleStart(run, around, now);
  return {
    kind: 'change',
    reply: { title: `Your approval is recorded: ${progress}. The work starts now.`, tone: 'good' },
    change: {
      run: {
        ...voted,
        state: 'queued',
        approval: { ...voted.approval, decidedAt: now, remindAt: undefined },
        startAt,
      },
      audit: [
        ...forged,
        vote,
        line(run, 'decision', userId, 'approved', { environment, digest: run.digest, needed: minimum }),
      ],
      notices: [
        threadNotice(
          run,
          'approved',
          now,
          {
            title: 'Approved',
            tone: 'good',
            lines: [[person(userId), ` approved (${progress}). Checked again, then done.`]],
          },
          { urgent: true },
        ),
      ],
      due: startAt ?? now,
    },
  };
}

/** What the log says of votes that have become void by this. */
const forgedLines = (run: Run, votes: readonly Vote[]): readonly AuditEvent[] =>
  votes
    .filter((vote, index) => vote.void !== undefined && run.approval?.votes[index]?.void === undefined)
    .map((vote) => line(run, 'vote', 'assay', 'needs_approval', { lost: [vote.userId], why: vote.void?.why ?? '' }));
