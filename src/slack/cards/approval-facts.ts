import { type Fact, type Inline, person, time } from '../../core/message.ts';
import { type Approval, isFinal, type Run, type Vote } from '../../core/run.ts';
import { countVotes } from './count-votes.ts';

const separated = (groups: readonly (readonly Inline[])[]): readonly Inline[] =>
  groups.flatMap((group, index) => (index === 0 ? group : [', ', ...group]));

const said = (vote: Vote): readonly Inline[] => [person(vote.userId), ' ', time(vote.at)];

function voters(approval: Approval): readonly Inline[] {
  return separated([
    ...approval.groups.map((groupId): readonly Inline[] => [{ kind: 'group', groupId }]),
    ...approval.users.map((userId) => [person(userId)]),
  ]);
}

function voidFact(vote: Vote): Fact {
  const why = vote.void?.why ?? 'no longer counts';
  return {
    label: 'Vote void',
    value: [person(vote.userId), `: ${why}`, ...(vote.void ? [' (', time(vote.void.at), ')'] : [])],
  };
}

function rejectedFact(vote: Vote): Fact {
  return { label: 'Rejected by', value: [...said(vote), ...(vote.reason ? [`: ${vote.reason}`] : [])] };
}

/** What the card says about the people: n of m, who and when, void votes with why, who may still, until when. */
export function approvalFacts(run: Run): readonly Fact[] {
  const { approval } = run;
  if (!approval) return [];
  const votes = countVotes(approval);
  const names = separated(votes.approved.map(said));
  const count = `${votes.approved.length} of ${approval.minimum}`;
  const isOpen = run.state === 'waiting';
  return [
    { label: 'For', value: approval.environment },
    {
      label: isFinal(run.state) || isOpen ? 'Approvals' : 'Approved by',
      value: names.length > 0 ? [`${count}: `, ...names] : count,
    },
    ...votes.void.map(voidFact),
    ...votes.rejected.map(rejectedFact),
    ...(isOpen ? [{ label: 'Who may approve', value: [...voters(approval), ', but not who asked'] }] : []),
    ...(isOpen ? [{ label: 'Expires', value: time(approval.expiresAt) }] : []),
  ];
}
