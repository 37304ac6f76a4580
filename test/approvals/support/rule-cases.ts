import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Ballot } from '../../../src/core/command.ts';
import type { ReasonCode } from '../../../src/core/outcome.ts';
import type { Person } from '../../../src/core/people.ts';
import type { Run } from '../../../src/core/run.ts';
import type { Rule } from './load-rule.ts';
import { makeMemoryStore } from './memory-store.ts';
import { actor, approversGroup, homeTeam, type Kind, kinds, makeDirectory } from './people.ts';
import { silent } from './silent.ts';
import { hour, jobs, settings, vote, voteKeys, waitingRun } from './world.ts';

export interface RuleCase {
  readonly name: string;
  readonly check: (rule: Rule) => Promise<void> | void;
}

const approve: Ballot = { kind: 'approve' };
const now = 1_000_002;

function voter(kind: Kind, more: { isApprover?: boolean; teamId?: string; person?: Partial<Person> } = {}) {
  const { userId, teamId } = actor(kinds[kind]);
  const person = makeDirectory().people.get(userId);
  return {
    userId,
    teamId: more.teamId ?? teamId,
    person: person && { ...person, ...more.person },
    isApprover: more.isApprover ?? kind !== 'member',
  };
}

/** The refusal's code, or what the ballot did. */
const answer = (rule: Rule, run: Run, kind: Kind, ballot: Ballot = approve, at = now): string => {
  const decision = rule.decide(run, ballot, voter(kind), at);
  return decision.kind === 'refused' ? decision.code : decision.kind;
};

export function office(rule: Rule, run: Run = waitingRun()) {
  const store = makeMemoryStore();
  const directory = makeDirectory();
  store.put(run);
  const woken: string[] = [];
  const parts = {
    store,
    audit: store.log,
    directory,
    settings,
    jobs,
    voteKeys,
    log: silent,
    wake: (id: string) => void woken.push(id),
  };
  const desk = rule.makeDesk(parts);
  const recheck = rule.makeRecheck({ directory, settings, jobs, voteKeys, clock: async () => store.now });
  const cast = (kind: Kind, ballot: Ballot = approve): Promise<string> =>
    desk.vote(actor(kinds[kind]), run.id, ballot).then(
      () => 'stored',
      (error: { code?: ReasonCode }) => error.code ?? String(error),
    );
  return { store, directory, desk, recheck, cast, woken };
}

export const approved = (): Run =>
  waitingRun({ state: 'queued' }, { votes: [vote(kinds.first), vote(kinds.second)], decidedAt: now });

const refusedKinds: readonly (readonly [Kind, ReasonCode])[] = [
  ['member', 'not_an_approver'],
  ['guest', 'guest'],
  ['bot', 'bot'],
  ['outsider', 'outsider'],
  ['deactivated', 'deactivated'],
  ['unknown', 'identity_unknown'],
];

export const ruleCases: readonly RuleCase[] = [
  {
    name: 'the first of two approvals leaves the request waiting, the second approves it',
    check(rule) {
      equal(answer(rule, waitingRun(), 'first'), 'recorded');
      equal(answer(rule, waitingRun({}, { votes: [vote(kinds.first)] }), 'second'), 'approved');
    },
  },
  {
    name: 'one person is counted once',
    check(rule) {
      const twice = [vote(kinds.first), vote(kinds.first)];
      equal(answer(rule, waitingRun({}, { votes: [vote(kinds.first)] }), 'first'), 'already_voted');
      deepEqual(rule.approversOf(waitingRun(), { votes: twice }), [kinds.first]);
    },
  },
  {
    name: 'the requester cannot vote on the own request, being an approver or not',
    check(rule) {
      equal(answer(rule, waitingRun(), 'requester'), 'own_request');
      equal(answer(rule, waitingRun({}, { votes: [vote(kinds.first)] }), 'requester'), 'own_request');
      equal(answer(rule, waitingRun(), 'requester', { kind: 'reject', reason: 'no' }), 'own_request');
      const noApprover = rule.decide(waitingRun(), approve, voter('requester', { isApprover: false }), now);
      equal(noApprover.kind === 'refused' && noApprover.code, 'own_request');
    },
  },
  {
    name: 'a vote of the requester on record counts for nothing',
    check(rule) {
      deepEqual(rule.approversOf(waitingRun(), { votes: [vote(kinds.requester), vote(kinds.first)] }), [kinds.first]);
    },
  },
  ...refusedKinds.map(([kind, code]) => ({
    name: `refused as ${code}: ${kind}`,
    check: (rule: Rule) => equal(answer(rule, waitingRun(), kind), code),
  })),
  {
    name: 'somebody whose click came from another team is an outsider',
    check(rule) {
      const decision = rule.decide(waitingRun(), approve, voter('first', { teamId: 'T0ELSEWHERE' }), now);
      equal(decision.kind === 'refused' && decision.code, 'outsider');
    },
  },
  {
    name: 'a person Slack calls an outsider is one, whatever team the click names',
    check(rule) {
      const stranger = voter('first', { teamId: homeTeam, person: { isOutsider: true } });
      const decision = rule.decide(waitingRun(), approve, stranger, now);
      equal(decision.kind === 'refused' && decision.code, 'outsider');
    },
  },
  {
    name: 'at the moment of expiry it is too late, one millisecond before it is not',
    check(rule) {
      const run = waitingRun({}, { expiresAt: now });
      equal(answer(rule, run, 'first', approve, now - 1), 'recorded');
      equal(answer(rule, run, 'first', approve, now), 'expired');
      const back = rule.withdraw(waitingRun({}, { expiresAt: now, votes: [vote(kinds.first)] }), kinds.first, now);
      equal(back.kind, 'refused');
    },
  },
  {
    name: 'a vote on another document is refused',
    check(rule) {
      equal(answer(rule, waitingRun(), 'first', { kind: 'approve', digest: 'f'.repeat(64) }), 'stale');
      equal(answer(rule, waitingRun(), 'first', { kind: 'approve', digest: '' }), 'stale');
      const { digest } = waitingRun();
      equal(answer(rule, waitingRun(), 'first', { kind: 'approve', digest }), 'recorded');
      equal(answer(rule, waitingRun(), 'first', { kind: 'approve', digest: digest.slice(0, 10) }), 'recorded');
    },
  },
  {
    name: 'votes on another document do not count',
    check(rule) {
      const votes = [vote(kinds.first, { digest: 'e'.repeat(64) }), vote(kinds.second)];
      deepEqual(rule.approversOf(waitingRun(), { votes }), [kinds.second]);
    },
  },
  {
    name: 'void votes do not count',
    check(rule) {
      const votes = [vote(kinds.first, { void: { at: now, why: 'left' } }), vote(kinds.second)];
      deepEqual(rule.approversOf(waitingRun(), { votes }), [kinds.second]);
      equal(answer(rule, waitingRun({}, { votes: votes.slice(0, 1) }), 'second'), 'recorded');
    },
  },
  {
    name: 'rejections are not approvals',
    check(rule) {
      deepEqual(rule.approversOf(waitingRun(), { votes: [vote(kinds.first, { kind: 'reject' })] }), []);
    },
  },
  {
    name: 'the first rejection ends the request',
    async check(rule) {
      const { cast, store } = office(rule, waitingRun({}, { votes: [vote(kinds.first)] }));
      equal(await cast('second', { kind: 'reject', reason: 'a critical finding' }), 'stored');
      equal(store.the(waitingRun().id).state, 'rejected');
      equal(await cast('third'), 'already_decided');
    },
  },
  {
    name: 'a rejection needs a reason',
    check(rule) {
      equal(answer(rule, waitingRun(), 'first', { kind: 'reject', reason: '  ' }), 'reason_missing');
      equal(answer(rule, waitingRun(), 'first', { kind: 'reject' }), 'reason_missing');
    },
  },
  {
    name: 'a decided request cannot be decided again',
    check(rule) {
      for (const state of ['queued', 'running', 'done', 'failed', 'rejected'] as const)
        equal(answer(rule, waitingRun({ state }), 'first'), 'already_decided');
      for (const state of ['withdrawn', 'expired', 'stale', 'cancelled'] as const)
        equal(answer(rule, waitingRun({ state }), 'first'), state);
    },
  },
  {
    name: 'production needs two people, whatever the configuration says',
    check(rule) {
      for (const minimum of [-1, 0, 1, 1.2, 2]) {
        const [production, ...others] = settings.environments;
        ok(production?.approvals);
        const lowered = { ...production, approvals: { ...production.approvals, minimum } };
        const weak = { ...settings, environments: [lowered, ...others] };
        equal(rule.requirement({ approvesFor: 'production' }, weak)?.minimum, 2);
        equal(rule.requirement({ destructive: true }, weak)?.minimum, 2);
      }
    },
  },
  {
    name: 'what stops something needs two people in every environment',
    check(rule) {
      equal(rule.requirement({ interruptsIn: 'staging' }, settings)?.minimum, 2);
      equal(rule.requirement({ interruptsIn: 'staging' }, settings)?.requesterSuffices, false);
      equal(rule.requirement({ interruptsIn: 'production' }, settings)?.minimum, 2);
    },
  },
  {
    name: 'an exemption needs the whole rule of its environment',
    check(rule) {
      equal(rule.requirement({ exemptsFor: 'production' }, settings)?.minimum, 2);
      equal(rule.requirement({ exemptsFor: 'staging' }, settings)?.minimum, 1);
      equal(rule.requirement({ exemptsFor: 'production' }, settings)?.requesterSuffices, false);
    },
  },
  {
    name: 'who may approve is asked at the click, not remembered from the request',
    async check(rule) {
      const { cast, directory } = office(rule);
      equal(await cast('first'), 'stored');
      directory.groups.set(approversGroup, [kinds.first]);
      equal(await cast('second'), 'not_an_approver');
    },
  },
  {
    name: 'two last clicks at once approve once, and every stored vote is there',
    async check(rule) {
      const { cast, store, woken } = office(rule);
      store.pause = () => Promise.resolve();
      const answers = await Promise.all([cast('first'), cast('second'), cast('third'), cast('first')]);
      const run = store.the(waitingRun().id);
      equal(run.state, 'queued');
      equal(answers.filter((said) => said === 'stored').length, 2);
      equal(run.approval?.votes.length, 2);
      equal(store.audit.filter((event) => event.action === 'decision').length, 1);
      equal(woken.length, 1);
      ok(store.conflicts > 0, 'the clicks did not meet');
    },
  },
  {
    name: 'the first voter is checked again before the write',
    async check(rule) {
      const { directory, recheck } = office(rule);
      directory.groups.set(approversGroup, [kinds.second]);
      const checked = await recheck(approved());
      ok(!checked.ok && !checked.stale);
      deepEqual(
        checked.votes.map((one) => one.void !== undefined),
        [true, false],
      );
    },
  },
  {
    name: 'the last voter is checked again before the write',
    async check(rule) {
      const { directory, recheck } = office(rule);
      const person = directory.people.get(kinds.second);
      ok(person);
      directory.people.set(kinds.second, { ...person, isDeactivated: true });
      const checked = await recheck(approved());
      ok(!checked.ok && !checked.stale);
      deepEqual(
        checked.votes.map((one) => one.void !== undefined),
        [false, true],
      );
    },
  },
  {
    name: 'an approval that still holds is given with both names',
    async check(rule) {
      const checked = await office(rule).recheck(approved());
      ok(checked.ok);
      deepEqual(checked.given.approvers, [kinds.first, kinds.second]);
    },
  },
  {
    name: 'a changed rule makes an approval stale',
    async check(rule) {
      const directory = makeDirectory();
      const [production, ...others] = settings.environments;
      ok(production?.approvals);
      for (const change of [{ minimum: 3 }, { users: [] }, { groups: [approversGroup, 'S0OTHER'] }]) {
        const changed = { ...production, approvals: { ...production.approvals, ...change } };
        const edited = { ...settings, environments: [changed, ...others] };
        const recheck = rule.makeRecheck({ directory, settings: edited, jobs, voteKeys, clock: async () => now });
        const checked = await recheck(approved());
        ok(!checked.ok && checked.stale, JSON.stringify(change));
      }
    },
  },
  {
    name: 'a plan altered on record is stale',
    async check(rule) {
      const run = approved();
      const checked = await office(rule).recheck({ ...run, plan: { ...(run.plan as object), thing: 'ami-2' } });
      ok(!checked.ok && checked.stale);
    },
  },
  {
    name: 'a plan that needs approval but has none on record is not done',
    async check(rule) {
      const { approval: _, ...bare } = approved();
      const checked = await office(rule).recheck(bare);
      ok(!checked.ok && checked.stale);
    },
  },
  {
    name: 'a quorum that cannot be reached is refused, with the requester, guests and strangers not counted',
    async check(rule) {
      const directory = makeDirectory();
      const needed = rule.requirement({ approvesFor: 'production' }, { ...settings });
      ok(needed);
      const only = (...members: readonly Kind[]) =>
        directory.groups.set(
          approversGroup,
          members.map((kind) => kinds[kind]),
        );
      const refusal = () =>
        rule.demandQuorum(directory, { ...needed, users: [] }, kinds.requester).then(
          () => 'reachable',
          (error: { code: ReasonCode; message: string }) => error.code,
        );
      only('requester', 'first', 'guest', 'bot', 'outsider', 'deactivated', 'unknown');
      equal(await refusal(), 'quorum_unreachable');
      only('requester', 'first', 'second');
      equal(await refusal(), 'reachable');
    },
  },
  {
    name: 'a request expires while Slack is asked: the clock of the write decides',
    async check(rule) {
      const { cast, store, directory } = office(rule);
      directory.asked = () => {
        store.now = 1_000_000 + 24 * hour;
      };
      equal(await cast('first'), 'expired');
      equal(store.the(waitingRun().id).state, 'expired');
    },
  },
];
