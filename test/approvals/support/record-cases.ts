import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Statement } from '../../../src/approvals/attestation.ts';
import type { RecordFault } from '../../../src/approvals/check-record.ts';
import { sealVote } from '../../../src/approvals/vote-seal.ts';
import type { Run, Vote } from '../../../src/core/run.ts';
import { actor, kinds } from './people.ts';
import { approved, office, type RuleCase } from './rule-cases.ts';
import { runId, vote, voteKeys, waitingRun } from './world.ts';

/** A run that two people approved, as it stands on record when all is done. */
const done = (): Run => ({ ...approved(), state: 'done' });

/** What was signed then. */
const signed = (): Statement => ({
  v: 1,
  action: 'approve',
  imageId: 'ami-1',
  ownerAccount: '111122223333',
  region: 'eu-west-1',
  environment: 'production',
  request: runId,
  document: done().digest,
  content: 'c'.repeat(64),
  requester: kinds.requester,
  approvers: [kinds.first, kinds.second],
  at: `${new Date(done().approval?.decidedAt ?? 0).toISOString().slice(0, 19)}Z`,
});

const voting = (change: (votes: readonly Vote[]) => readonly Vote[]) => (run: Run) => {
  ok(run.approval);
  return { ...run, approval: { ...run.approval, votes: [...change(run.approval.votes)] } };
};
const edits: readonly (readonly [string, (run: Run) => Run, readonly RecordFault[]])[] = [
  ['nothing', (run) => run, []],
  [
    'a vote added',
    voting((votes) => [...votes, { ...unsealed, userId: kinds.third }]),
    [{ kind: 'added', userId: kinds.third }],
  ],
  [
    'a vote added that Assay had sealed and taken away',
    voting((votes) => [...votes, vote(kinds.third)]),
    [{ kind: 'added', userId: kinds.third }],
  ],
  ['a vote twice', voting((votes) => [...votes, vote(kinds.first)]), [{ kind: 'added', userId: kinds.first }]],
  [
    'a rejection',
    voting((votes) => [...votes, vote(kinds.third, { kind: 'reject', reason: 'no' })]),
    [{ kind: 'added', userId: kinds.third }],
  ],
  ['a vote removed', voting((votes) => votes.slice(1)), [{ kind: 'missing', userId: kinds.first }]],
  [
    'a vote exchanged for somebody else’s',
    voting(([one]) => (one ? [one, { ...one, userId: kinds.third }] : [])),
    [
      { kind: 'added', userId: kinds.third },
      { kind: 'missing', userId: kinds.second },
    ],
  ],
  [
    'a vote without its seal',
    voting(([one]) => (one ? [one, unsealed] : [])),
    [{ kind: 'unsealed', userId: kinds.second }],
  ],
  [
    'the moment of a vote',
    voting(([one, two]) => (one && two ? [one, { ...two, at: two.at + 1 }] : [])),
    [{ kind: 'altered', userId: kinds.second }],
  ],
  [
    'what a vote was about, its seal of a key that is not in use',
    voting(([one]) => (one ? [one, { ...otherKey, digest: 'e'.repeat(64) }] : [])),
    [{ kind: 'altered', userId: kinds.second }],
  ],
  [
    'a vote marked void',
    voting(([one, two]) => (one && two ? [one, { ...two, void: { at: 1, why: 'no' } }] : [])),
    [{ kind: 'void', userId: kinds.second }],
  ],
  [
    'all of its approval',
    ({ approval: _gone, ...run }) => run,
    [
      { kind: 'missing', userId: kinds.first },
      { kind: 'missing', userId: kinds.second },
    ],
  ],
  [
    'the requester',
    (run) => ({ ...run, requester: { ...run.requester, userId: kinds.third } }),
    [{ kind: 'requester', userId: kinds.third }],
  ],
  ['the document', (run) => ({ ...run, digest: 'e'.repeat(64) }), [{ kind: 'document' }]],
  ['the plan under the document', (run) => ({ ...run, plan: { thing: 'ami-2' } }), [{ kind: 'document' }]],
  [
    'the environment',
    (run) => ({ ...run, ...(run.approval ? { approval: { ...run.approval, environment: 'staging' } } : {}) }),
    [{ kind: 'environment' }],
  ],
  [
    'the moment of the last vote',
    (run) => ({ ...run, ...(run.approval ? { approval: { ...run.approval, decidedAt: 1 } } : {}) }),
    [{ kind: 'moment' }],
  ],
];

const { seal: _none, ...unsealed } = vote(kinds.second);
const seal = vote(kinds.first).seal ?? '';
const otherKey = sealVote(waitingRun(), unsealed, [new Uint8Array(32).fill(9)]);

/** A vote of the second approver as somebody with access to Redis could write it, who has no key. */
const forgedVotes: readonly (readonly [string, Vote])[] = [
  ['no seal', unsealed],
  ["another's seal", { ...unsealed, seal }],
  ['a seal of nothing', { ...unsealed, seal: `${seal.split('.')[0]}.` }],
  ['a seal of another request', sealVote({ ...waitingRun(), id: 'r-zzzzzzzzzz' }, unsealed, voteKeys)],
  ['a rejection made an approval', { ...vote(kinds.second, { kind: 'reject', reason: 'no' }), kind: 'approve' }],
  ['another moment', { ...vote(kinds.second), at: 999_999 }],
  ['another key', otherKey],
];

/** What whoever can write to Redis, but has no key, can do to the votes in a run's record. */
export const recordCases: readonly RuleCase[] = [
  ...edits.map(
    ([what, edit, faults]): RuleCase => ({
      name: `a record beside what was signed: ${what}`,
      check(rule) {
        const found = rule.checkRecord(edit(done()), signed(), (run, vote) => rule.sealFault(run, vote, voteKeys));
        deepEqual(found, { faults, unproven: [] });
      },
    }),
  ),
  {
    name: 'votes sealed with a key that is not in use are said to be unproven, and to be edited they are not',
    check(rule) {
      const keys = [new Uint8Array(32).fill(8)] as const;
      const found = rule.checkRecord(done(), signed(), (run, vote) => rule.sealFault(run, vote, keys));
      deepEqual(found, { faults: [], unproven: [kinds.first, kinds.second] });
    },
  },
  {
    name: 'a vote that somebody wrote into the record is void at the next click, and its person can still vote',
    async check(rule) {
      for (const [what, forged] of forgedVotes) {
        const { cast, store } = office(rule, waitingRun({}, { votes: [forged] }));
        equal(await cast('first'), 'stored', what);
        equal(store.the(runId).state, 'waiting', what);
        ok(
          store.audit.some(({ action, actor: by, details }) => action === 'vote' && by === 'assay' && details['why']),
          what,
        );
        equal(await cast('second'), 'stored', what);
        equal(store.the(runId).state, 'queued', what);
      }
    },
  },
  {
    name: 'every vote is held against its seal before the write',
    async check(rule) {
      for (const [what, forged] of forgedVotes) {
        const run = approved();
        ok(run.approval);
        const votes = [vote(kinds.first), forged];
        const checked = await office(rule).recheck({ ...run, approval: { ...run.approval, votes } });
        ok(!checked.ok && !checked.stale, what);
        deepEqual(
          checked.votes.map((one) => one.void !== undefined),
          [false, true],
          what,
        );
      }
    },
  },
  {
    name: 'votes are void when the record names another requester than the voters saw',
    async check(rule) {
      const requester = { ...waitingRun().requester, userId: kinds.member };
      const checked = await office(rule).recheck({ ...approved(), requester });
      ok(!checked.ok && checked.votes.every((one) => one.void));
    },
  },
  {
    name: 'a vote that was taken back does not count',
    async check(rule) {
      const { cast, desk, store } = office(rule);
      equal(await cast('first'), 'stored');
      await desk.withdraw(actor(kinds.first), runId);
      equal(await cast('second'), 'stored');
      equal(store.the(runId).state, 'waiting');
    },
  },
];
