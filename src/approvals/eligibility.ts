import type { ReasonCode } from '../core/outcome.ts';
import type { Person } from '../core/people.ts';

/** Why somebody may not, as the one private sentence they are told: true, and saying what to do. */
export interface Refusal {
  readonly code: ReasonCode;
  /** At most 200 characters. */
  readonly sentence: string;
}

/** Somebody as Slack knew them when they acted. */
export interface PersonFacts {
  readonly userId: string;
  /** The team in Slack's signed payload. */
  readonly teamId: string;
  /** Absent when Slack does not know them. */
  readonly person: Person | undefined;
}

/** Somebody who votes: also whether they stood on the approvers' list at that moment. */
export interface VoterFacts extends PersonFacts {
  readonly isApprover: boolean;
}

type IdentityCode = 'identity_unknown' | 'deactivated' | 'bot' | 'outsider' | 'guest';

function identityFault({ person, teamId }: PersonFacts): IdentityCode | undefined {
  if (!person) return 'identity_unknown';
  if (person.isDeactivated) return 'deactivated';
  if (person.isBot) return 'bot';
  // In a shared channel a stranger shows first by the team in the payload, whatever users.info says of them.
  if (person.isOutsider || person.teamId !== teamId) return 'outsider';
  if (person.isGuest) return 'guest';
  return undefined;
}

const cannotVote = (environment: string): Record<IdentityCode, string> => ({
  identity_unknown: 'Slack does not say who you are, so nothing was recorded. Sign in to Slack again and repeat it.',
  deactivated: 'Your Slack account is deactivated, so you cannot vote. A workspace administrator can restore it.',
  bot: `Apps and bots cannot vote. One of the approvers of ${environment} must do it in person.`,
  outsider: `Only members of this workspace can vote. Ask one of the approvers of ${environment}.`,
  guest: `Guests cannot vote. Ask one of the approvers of ${environment}.`,
});

const cannotAsk: Record<IdentityCode, string> = {
  identity_unknown: 'Slack does not say who you are, so nothing was done. Sign in to Slack again and repeat it.',
  deactivated: 'Your Slack account is deactivated, so you cannot ask. A workspace administrator can restore it.',
  bot: 'Apps and bots cannot ask for anything here. A person must ask.',
  outsider: 'Only members of this workspace can use Assay. Ask somebody of the team to do it for you.',
  guest: 'Guests cannot use Assay. Ask a full member of the workspace to do it for you.',
};

/** Whether somebody may vote at all: who they are, then whether they are an approver. Their own request is not its part. */
export function votingRefusal(voter: VoterFacts, environment: string): Refusal | undefined {
  const fault = identityFault(voter);
  if (fault) return { code: fault, sentence: cannotVote(environment)[fault] };
  if (voter.isApprover) return undefined;
  return {
    code: 'not_an_approver',
    sentence: `You are not one of the approvers of ${environment}. Ask one of them; the card names them.`,
  };
}

/** The second half of the rule: nobody decides over what they asked for themselves. */
export function ownRequestRefusal(
  userId: string,
  request: { readonly requester: string; readonly environment: string; readonly minimum: number },
  kind: 'approve' | 'reject',
): Refusal | undefined {
  if (userId !== request.requester) return undefined;
  if (kind === 'reject')
    return { code: 'own_request', sentence: 'You asked for this yourself; take it back with Withdraw instead.' };
  const others = request.minimum === 1 ? 'another person' : `${countWord(request.minimum)} other people`;
  return {
    code: 'own_request',
    sentence: `You asked for this yourself; ${others} of the approvers of ${request.environment} must approve it.`,
  };
}

/** Whether somebody may ask. `mayAsk` is their standing on the list of requesters. */
export function askingRefusal(facts: PersonFacts, mayAsk: boolean, what: string): Refusal | undefined {
  const fault = identityFault(facts);
  if (fault) return { code: fault, sentence: cannotAsk[fault] };
  if (mayAsk) return undefined;
  return {
    code: 'not_allowed',
    sentence: `You are not on the list of those who may use "${what}". Ask the people who run Assay to add you.`,
  };
}

/** The same faults, said of somebody to others: why a vote counts no more. */
export const lostBecause = (code: ReasonCode, environment: string): string =>
  (
    ({
      identity_unknown: 'Slack does not know this person any more',
      deactivated: 'their Slack account was deactivated',
      bot: 'it is a bot',
      outsider: 'they do not belong to this workspace any more',
      guest: 'they are a guest now',
      not_an_approver: `they are not an approver of ${environment} any more`,
      own_request: 'they asked for it themselves',
    }) as Partial<Record<ReasonCode, string>>
  )[code] ?? 'they may not approve any more';

const words = ['no', 'one', 'two', 'three', 'four', 'five'];
/** Small numbers as words, for sentences. */
export const countWord = (count: number): string => words[count] ?? String(count);
