/** A person as Slack knows them at this moment. Read fresh for every decision; names are for showing only. */
export interface Person {
  readonly userId: string;
  /** Team the account belongs to; differs from ours for Slack Connect strangers. */
  readonly teamId: string;
  /** Shown to people, never used to decide. */
  readonly name: string;
  readonly isBot: boolean;
  readonly isGuest: boolean;
  readonly isDeactivated: boolean;
  /** Of another organisation, or of a team that is not ours. */
  readonly isOutsider: boolean;
}

/** Who acted: the id comes from Slack's signed payload, never from what a button carries. */
export interface Actor {
  readonly userId: string;
  /** The team in the payload's user object: an outsider in a shared channel shows here first. */
  readonly teamId: string;
}

/** How Slack writes people's ids. */
export const userIdPattern = /^[UW][A-Z0-9]{2,30}$/;

/** Stands as requester or actor where no person does: the clock, a patrol. */
export const nobody: Actor = { userId: 'assay', teamId: '' };

/**
 * People and groups. Whoever decides something gets one that asks fresh, so that an answer is never older than the call;
 * only for who may *ask* an answer may be some seconds old. Fails closed: rejects rather than guesses.
 */
export interface Directory {
  /** @throws UserError identity_unknown when Slack knows no such person */
  person(userId: string): Promise<Person>;
  /** Members of a user group; empty for a disabled one. */
  groupMembers(groupId: string): Promise<readonly string[]>;
}
