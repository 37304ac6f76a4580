import { describe, expect, test } from 'vitest';
import { backToWaiting } from '../../src/approvals/back-to-waiting.ts';
import { planDigest } from '../../src/approvals/plan-request.ts';
import { makeRecheck } from '../../src/approvals/recheck.ts';
import { makeReplan } from '../../src/approvals/replan.ts';
import { BusyError, StaleError } from '../../src/core/outcome.ts';
import type { Run } from '../../src/core/run.ts';
import { aws } from './support/fake-aws.ts';
import { approversGroup, homeTeam, kinds, makeDirectory } from './support/people.ts';
import { noRecords } from './support/records.ts';
import { ami, changeCommand, hour, jobs, settings, vote, voteKeys, waitingRun } from './support/world.ts';

const votes = [vote(kinds.first), vote(kinds.second)];
const approved = waitingRun({ state: 'queued' }, { votes, decidedAt: 1_000_003 });

function rechecked(run: Run, directory = makeDirectory()) {
  return makeRecheck({ directory, settings, jobs, voteKeys, clock: async () => 2_000_000 })(run);
}

function planned(impact: Record<string, string>, requester: string = kinds.member): Run {
  const { approval: _, ...bare } = approved;
  const plan = { thing: 'ami-1', revision: 1, impact, isGentle: false };
  return { ...bare, plan, digest: planDigest('change', plan), requester: { userId: requester, teamId: homeTeam } };
}

describe('the last check before the write', () => {
  test('a lost approver makes one vote void; the run goes back, and the other vote stays', async () => {
    const directory = makeDirectory();
    directory.groups.set(approversGroup, [kinds.first]);
    const checked = await rechecked(approved, directory);
    if (checked.ok) throw new Error('was allowed');
    expect(checked.why).toBe(
      'A vote counts no more: they are not an approver of production any more; one more must approve.',
    );
    const { run, notices, due } = backToWaiting(approved, checked.votes, checked.why, 2_000_000, settings);
    expect(run).toMatchObject({ state: 'waiting', approval: { expiresAt: 1_000_000 + 24 * hour } });
    expect(run.approval?.decidedAt).toBeUndefined();
    expect(run.approval?.votes.map((one) => one.void?.at)).toEqual([undefined, 2_000_000]);
    expect(JSON.stringify(notices)).toContain(kinds.second);
    expect(due).toBe(1_000_000 + 4 * hour);
  });

  test('a run that is done in part may wait as long again, and reminds again; what is only begun may not', () => {
    const steps = { deprecate: { state: 'done' as const, at: 1_000_003, result: null } };
    const later = 1_000_000 + 700 * hour;
    for (const begun of [{ steps }, { children: 2 }]) {
      const { run, due } = backToWaiting({ ...approved, ...begun }, votes, 'why', later, settings);
      const [expiresAt, remindAt] = [later + 24 * hour, later + 4 * hour];
      expect(run.approval).toMatchObject({ askedAt: later, expiresAt, remindAt });
      expect(due).toBe(remindAt);
    }
    const tried = { ...approved, steps: { deprecate: { state: 'intent' as const, at: 1_000_003 } } };
    const { run } = backToWaiting(tried, votes, 'why', later, settings);
    expect(run.approval).toMatchObject({ expiresAt: 1_000_000 + 24 * hour });
  });

  test('when Slack is silent nobody loses a vote and nothing is written', async () => {
    const directory = makeDirectory();
    directory.fault = new Error('ratelimited');
    await expect(rechecked(approved, directory)).rejects.toBeInstanceOf(BusyError);
  });

  test('a plan that needs nobody is given with no names', async () => {
    expect(await rechecked(planned({}))).toMatchObject({ ok: true, given: { approvers: [] } });
  });

  test('somebody who revokes alone must still be an approver', async () => {
    const run = planned({ revokesFor: 'production' }, kinds.first);
    expect((await rechecked(run)).ok).toBe(true);
    const directory = makeDirectory();
    directory.groups.set(approversGroup, []);
    expect(await rechecked(run, directory)).toMatchObject({ ok: false, stale: true });
  });

  test('a rejection on record, an unknown job and a plan of another release are stale', async () => {
    const rejected = { ...vote(kinds.third), kind: 'reject' as const, reason: 'no' };
    const withRejection = waitingRun({ state: 'queued' }, { votes: [...votes, rejected] });
    expect(await rechecked(withRejection)).toMatchObject({ ok: false, stale: true });
    const unknown = { ...approved, job: 'gone', digest: planDigest('gone', approved.plan) };
    expect(await rechecked(unknown)).toMatchObject({ ok: false, stale: true });
    const old = { ...approved, plan: { thing: 7 }, digest: planDigest('change', { thing: 7 }) };
    expect(await rechecked(old)).toMatchObject({ ok: false, stale: true });
  });
});

describe('planning again', () => {
  const replan = makeReplan({
    catalogue: { commands: new Map([['change', changeCommand]]), jobs },
    records: noRecords,
    aws,
    settings,
  });

  test('gives the same digest while AWS is the same, and says what differs when it is not', async () => {
    ami.revision = 1;
    expect(await replan(approved)).toMatchObject({ digest: approved.digest, differences: [] });
    ami.revision = 2;
    expect(await replan(approved)).toMatchObject({ differences: ['revision 2 instead of 1'] });
    ami.revision = 1;
  });

  test("what cannot be planned any more is stale; the clock's runs keep their plan", async () => {
    const gone = { ...approved, command: { name: 'gone', input: {} } };
    await expect(replan(gone)).rejects.toBeInstanceOf(StaleError);
    await expect(replan({ ...approved, command: { name: 'change', input: {} } })).rejects.toBeInstanceOf(StaleError);
    const { command: _, ...clock } = approved;
    expect(await replan(clock)).toMatchObject({ digest: approved.digest, differences: [] });
    expect((await replan({ ...clock, plan: {} })).differences).toEqual(['its record was altered']);
  });
});
