import { UserError } from '../../../src/core/outcome.ts';
import type { Actor, Directory, Person } from '../../../src/core/people.ts';

export const homeTeam = 'T0HOME';

/** One of every kind of person who can come to a request. */
export const kinds = {
  requester: 'U0REQUESTER',
  first: 'U0APPROVER1',
  second: 'U0APPROVER2',
  third: 'U0APPROVER3',
  named: 'U0NAMED0001',
  member: 'U0MEMBER001',
  guest: 'U0GUEST0001',
  bot: 'U0BOT000001',
  outsider: 'U0OUTSIDER1',
  deactivated: 'U0GONE00001',
  unknown: 'U0UNKNOWN01',
} as const;
export type Kind = keyof typeof kinds;

const plain = (userId: string, more: Partial<Person> = {}): Person => ({
  userId,
  teamId: homeTeam,
  name: userId.slice(2).toLowerCase(),
  isBot: false,
  isGuest: false,
  isDeactivated: false,
  isOutsider: false,
  ...more,
});

/** Slack's people and groups, changeable while a test runs. */
export interface FakeDirectory extends Directory {
  readonly people: Map<string, Person>;
  readonly groups: Map<string, readonly string[]>;
  /** In or out of the approvers' group. */
  toggleApprover(who: Kind): void;
  /** The account deactivated, or restored. */
  toggleAccount(who: Kind): void;
  /** Set: every question rejects with it. */
  fault: Error | undefined;
  /** Called at every question. */
  asked: () => Promise<void> | void;
}

export const approversGroup = 'S0APPROVERS';

/** Everybody but the plain member stands in the approvers' group, so that only the rule can keep them out. */
export function makeDirectory(): FakeDirectory {
  const people = new Map<string, Person>(
    Object.values(kinds)
      .filter((userId) => userId !== kinds.unknown)
      .map((userId) => [userId, plain(userId)]),
  );
  people.set(kinds.guest, plain(kinds.guest, { isGuest: true }));
  people.set(kinds.bot, plain(kinds.bot, { isBot: true }));
  people.set(kinds.outsider, plain(kinds.outsider, { isOutsider: true, teamId: 'T0ELSEWHERE' }));
  people.set(kinds.deactivated, plain(kinds.deactivated, { isDeactivated: true }));
  const listed = Object.values(kinds).filter((userId) => userId !== kinds.member && userId !== kinds.named);
  const directory: FakeDirectory = {
    people,
    groups: new Map([[approversGroup, listed]]),
    toggleApprover(who) {
      const members = directory.groups.get(approversGroup) ?? [];
      const id = kinds[who];
      const changed = members.includes(id) ? members.filter((other) => other !== id) : [...members, id];
      directory.groups.set(approversGroup, changed);
    },
    toggleAccount(who) {
      const found = people.get(kinds[who]);
      if (found) people.set(found.userId, { ...found, isDeactivated: !found.isDeactivated });
    },
    fault: undefined,
    asked: () => undefined,
    async person(userId) {
      await directory.asked();
      if (directory.fault) throw directory.fault;
      const found = people.get(userId);
      if (!found) throw new UserError('identity_unknown', `Slack knows no ${userId}.`);
      return found;
    },
    async groupMembers(groupId) {
      if (directory.fault) throw directory.fault;
      return directory.groups.get(groupId) ?? [];
    },
  };
  return directory;
}

export const actor = (userId: string): Actor => ({
  userId,
  teamId: userId === kinds.outsider ? 'T0ELSEWHERE' : homeTeam,
});
