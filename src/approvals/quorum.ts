import { UserError } from '../core/outcome.ts';
import type { Directory, Person } from '../core/people.ts';
import { personOf } from './ask-directory.ts';
import { countWord, votingRefusal } from './eligibility.ts';
import type { Requirement } from './policy.ts';

/** People looked up at once: enough to be quick, few enough for Slack's limits. */
const atOnce = 5;

/** Those who could approve now, other than the requester; stops looking when there are enough. */
export async function eligibleApprovers(
  directory: Directory,
  rule: Requirement,
  requester: string,
  enough: number = Number.POSITIVE_INFINITY,
): Promise<readonly Person[]> {
  const members = await Promise.all(rule.groups.map((group) => directory.groupMembers(group)));
  const candidates = [...new Set([...rule.users, ...members.flat()])].filter((userId) => userId !== requester);
  const found: Person[] = [];
  for (let first = 0; first < candidates.length && found.length < enough; first += atOnce) {
    const some = candidates.slice(first, first + atOnce);
    const people = await Promise.all(some.map((userId) => personOf(directory, userId)));
    for (const person of people) {
      if (!person) continue;
      const voter = { userId: person.userId, teamId: person.teamId, person, isApprover: true };
      if (!votingRefusal(voter, rule.environment)) found.push(person);
    }
  }
  return found;
}

const mostNamed = 5;

/**
 * Refuses what could never be approved, at once instead of after a day of waiting.
 * @throws UserError quorum_unreachable saying who is eligible
 */
export async function demandQuorum(directory: Directory, rule: Requirement, requester: string): Promise<void> {
  const eligible = await eligibleApprovers(directory, rule, requester, rule.minimum);
  // Not "fewer than": a minimum that is no number must refuse, too.
  if (eligible.length >= rule.minimum) return;
  const names = eligible.slice(0, mostNamed).map((person) => person.name);
  const who = names.length === 0 ? 'nobody' : `only ${names.join(', ')}`;
  throw new UserError(
    'quorum_unreachable',
    `${rule.environment} needs ${countWord(rule.minimum)} approver${rule.minimum === 1 ? '' : 's'} other than you, and ${who} can approve now.`,
    { hint: 'Have more full members added to its approvers, or let somebody else ask.' },
  );
}
