import { UserError } from '../core/outcome.ts';
import type { Actor, Directory, Person } from '../core/people.ts';
import type { PersonFacts, VoterFacts } from './eligibility.ts';

/** Who stands on a list: people by name and members of user groups. */
export interface Listed {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** Slack's answer about a person; undefined for somebody Slack does not know. */
export async function personOf(directory: Directory, userId: string): Promise<Person | undefined> {
  try {
    return await directory.person(userId);
  } catch (error) {
    if (error instanceof UserError && error.code === 'identity_unknown') return undefined;
    throw error;
  }
}

/** Whether somebody stands on a list now. A group that cannot be read rejects: nobody is let in by a guess. */
export async function isListed(directory: Directory, userId: string, listed: Listed): Promise<boolean> {
  if (listed.users.includes(userId)) return true;
  const members = await Promise.all(listed.groups.map((group) => directory.groupMembers(group)));
  return members.some((group) => group.includes(userId));
}

/** Asks Slack, at this moment, who an actor is. */
export async function personFacts(directory: Directory, actor: Actor): Promise<PersonFacts> {
  return { ...actor, person: await personOf(directory, actor.userId) };
}

/** Asks Slack, at this moment, who an actor is and whether they are an approver. */
export async function voterFacts(directory: Directory, actor: Actor, approvers: Listed): Promise<VoterFacts> {
  const [person, isApprover] = await Promise.all([
    personFacts(directory, actor),
    isListed(directory, actor.userId, approvers),
  ]);
  return { ...person, isApprover };
}

/**
 * Runs questions to Slack for somebody who waits for an answer.
 * @param undone what did not happen, for the sentence they are told: "Your vote was not recorded."
 * @throws UserError slack_failed when Slack does not answer
 */
export async function orSayUndone<T>(question: Promise<T>, undone: string): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof UserError && error.code === 'slack_failed')
      throw new UserError('slack_failed', `${error.message} ${undone}`, { hint: error.hint, cause: error });
    if (error instanceof UserError) throw error;
    throw new UserError('slack_failed', `Slack did not say who you are. ${undone}`, {
      hint: 'Try again in a minute.',
      cause: error,
    });
  }
}
