import type { Job } from '../core/job.ts';
import { BusyError, UserError } from '../core/outcome.ts';
import type { Directory } from '../core/people.ts';
import type { Approval, ApprovalGiven, Run, Vote } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import type { StoreClock } from '../core/store.ts';
import { personOf } from './ask-directory.ts';
import { approversOf, isQuorum } from './decide.ts';
import { countWord, lostBecause, type VoterFacts, votingRefusal } from './eligibility.ts';
import { planDigest } from './plan-request.ts';
import { type Requirement, requirement } from './policy.ts';
import { type VoteKeys, voidUnsealed } from './vote-seal.ts';

/** Whether the approval still holds, right before the write it allows. */
export type Recheck =
  | { readonly ok: true; readonly given: ApprovalGiven }
  | {
      readonly ok: false;
      /** True: nothing can mend this request. False: votes became void, and others may still approve. */
      readonly stale: boolean;
      /** The votes with those that count no more marked void. */
      readonly votes: Vote[];
      /** For people, one sentence. */
      readonly why: string;
    };

export interface RecheckParts {
  readonly directory: Directory;
  readonly settings: Settings;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly clock: StoreClock;
  readonly voteKeys: VoteKeys;
}

const stale = (run: Run, why: string): Recheck => ({ ok: false, stale: true, votes: run.approval?.votes ?? [], why });

function ruleNow(run: Run, { jobs, settings }: RecheckParts): Requirement | undefined {
  const job = jobs.get(run.job);
  if (!job) throw new UserError('stale', `Assay does not know the job "${run.job}" any more.`);
  const plan = job.plan.safeParse(run.plan);
  if (!plan.success) throw new UserError('stale', 'Assay was updated since, and plans this in another way now.');
  return requirement(job.impact(plan.data), settings);
}

/** Fresh facts about several people, each group asked once. */
async function factsOf(userIds: readonly string[], rule: Requirement, directory: Directory): Promise<VoterFacts[]> {
  try {
    const members = new Set([
      ...rule.users,
      ...(await Promise.all(rule.groups.map((group) => directory.groupMembers(group)))).flat(),
    ]);
    return await Promise.all(
      userIds.map(async (userId) => {
        const person = await personOf(directory, userId);
        return { userId, teamId: person?.teamId ?? '', person, isApprover: members.has(userId) };
      }),
    );
  } catch (error) {
    // Nobody is let through by a guess, and nobody loses a vote because Slack is down.
    throw new BusyError('Slack does not say who may approve now', { waitMs: 5000, cause: error });
  }
}

async function votesNow(run: Run, approval: Approval, rule: Requirement, parts: RecheckParts): Promise<Vote[]> {
  const now = await parts.clock();
  const sealed = voidUnsealed(run, approval.votes, parts.voteKeys, now);
  const voters = sealed.filter((vote) => !vote.void).map((vote) => vote.userId);
  const facts = await factsOf([...new Set(voters)], rule, parts.directory);
  return sealed.map((vote) => {
    if (vote.void) return vote;
    const voter = facts.find(({ userId }) => userId === vote.userId);
    const code = voter ? votingRefusal(voter, rule.environment)?.code : 'identity_unknown';
    const lost = vote.userId === run.requester.userId ? 'own_request' : code;
    if (!lost) return vote;
    return { ...vote, void: { at: now, why: lostBecause(lost, rule.environment) } };
  });
}

function whyLost(before: readonly Vote[], after: readonly Vote[], missing: number): string {
  const lost = after.filter((vote, index) => vote.void && !before[index]?.void);
  const more = `${countWord(missing)} more must approve`;
  if (lost.length === 0) return `Not enough people approved: ${more}.`;
  const reasons = [...new Set(lost.map((vote) => vote.void?.why))].join('; ');
  return `${lost.length === 1 ? 'A vote counts' : `${countWord(lost.length)} votes count`} no more: ${reasons}; ${more}.`;
}

/**
 * Makes the last check before a write that people approved. Nothing of it is remembered: the rule is read from the
 * plan and the settings of now, and Slack is asked about every single voter.
 * @throws BusyError when Slack cannot answer
 */
export function makeRecheck(parts: RecheckParts): (run: Run) => Promise<Recheck> {
  return async (run) => {
    const { approval } = run;
    const requester = run.requester.userId;
    if (planDigest(run.job, run.plan) !== run.digest)
      return stale(run, 'The plan on record is not the one people saw.');
    let rule: Requirement | undefined;
    try {
      rule = ruleNow(run, parts);
    } catch (error) {
      if (error instanceof UserError) return stale(run, error.message);
      throw error;
    }
    const environment = rule?.environment ?? '';
    const given = { runId: run.id, environment, requester, digest: run.digest, policyDigest: rule?.policyDigest ?? '' };
    if (!rule)
      return approval
        ? stale(run, 'The rule it was asked under is gone.')
        : { ok: true, given: { ...given, approvers: [] } };
    if (!approval) {
      if (!rule.requesterSuffices) return stale(run, `This needs the approval of ${environment} now.`);
      const [facts] = await factsOf([requester], rule, parts.directory);
      const refusal = facts && votingRefusal(facts, environment);
      return refusal
        ? stale(run, `Its requester may not decide this alone any more: ${lostBecause(refusal.code, environment)}.`)
        : { ok: true, given: { ...given, approvers: [] } };
    }
    if (approval.policyDigest !== rule.policyDigest || approval.environment !== environment)
      return stale(run, `The approval rule of ${environment} was changed.`);
    if (approval.votes.some((vote) => vote.kind === 'reject' && !vote.void)) return stale(run, 'It was rejected.');

    const votes = await votesNow(run, approval, rule, parts);
    const approvers = approversOf(run, { votes });
    if (isQuorum(approvers.length, rule.minimum)) return { ok: true, given: { ...given, approvers } };
    return { ok: false, stale: false, votes, why: whyLost(approval.votes, votes, rule.minimum - approvers.length) };
  };
}
