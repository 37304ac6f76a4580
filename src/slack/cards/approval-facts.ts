import { joined } from '../../core/joined.ts';
import { bold, type Fact, type Inline, type Line, person, time } from '../../core/message.ts';
import type { Approval, Run, Vote } from '../../core/run.ts';
import { countVotes } from './count-votes.ts';

const said = (vote: Vote): readonly Inline[] => [person(vote.userId), ' ', time(vote.at)];

function voters(approval: Approval, requester: string): readonly Inline[] {
  return joined([
    ...approval.groups.map((groupId): readonly Inline[] => [{ kind: 'group', groupId }]),
    ...approval.users.filter((userId) => userId !== requester).map((userId) => [person(userId)]),
  ]);
}

function voidFact(vote: Vote): Fact {
  const why = vote.void?.why ?? 'no longer counts';
  return {
    label: 'Vote void',
    value: [person(vote.userId), `: ${why}`, ...(vote.void ? [' (', time(vote.void.at), ')'] : [])],
  };
}

/** First on a rejected card: who and why. */
export function rejectedLine({ state, approval }: Run): Line | undefined {
  const [vote] = state === 'rejected' && approval ? countVotes(approval).rejected : [];
  return vote && [bold('Rejected by '), ...said(vote), ...(vote.reason ? [`: ${vote.reason}`] : [])];
}

/** First on a waiting card: how many have approved, who, and until when. */
export function waitingLine({ state, approval }: Run): Line | undefined {
  if (state !== 'waiting' || !approval) return undefined;
  const { approved } = countVotes(approval);
  const names = approved.length > 0 ? [': ', ...joined(approved.map(said))] : [];
  return [
    bold(`${approved.length} of ${approval.minimum} approvals`),
    ...names,
    ' · expires ',
    time(approval.expiresAt),
  ];
}

/**
 * What the card says about the people: who may approve, who did and when, void votes with why.
 * @param title the card's own words, which may name the environment already
 */
export function approvalFacts(run: Run, title = ''): readonly Fact[] {
  const { approval } = run;
  if (!approval) return [];
  const votes = countVotes(approval);
  const names = joined(votes.approved.map(said));
  const count = `${votes.approved.length} of ${approval.minimum}`;
  const isOpen = run.state === 'waiting';
  return [
    ...(title.includes(approval.environment) ? [] : [{ label: 'For', value: approval.environment }]),
    ...(isOpen
      ? [{ label: 'Who may approve', value: [...voters(approval, run.requester.userId), ', but not who asked'] }]
      : [{ label: 'Approvals', value: names.length > 0 ? [`${count}: `, ...names] : count }]),
    ...votes.void.map(voidFact),
  ];
}
