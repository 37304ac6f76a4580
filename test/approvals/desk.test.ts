import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/core/message.ts';
import { UserError } from '../../src/core/outcome.ts';
import type { Approval } from '../../src/core/run.ts';
import { makeOffice, toldBy } from './support/office.ts';
import { actor, kinds } from './support/people.ts';
import { hour, runId, vote, waitingRun } from './support/world.ts';

const by = (kind: keyof typeof kinds) => actor(kinds[kind]);
const approve = { kind: 'approve' } as const;

describe('voting', () => {
  test('the last vote queues the run, with audit lines, notice and wake-up in one write', async () => {
    const { desk, store, woken } = makeOffice({ run: waitingRun() });
    expect((await desk.vote(by('first'), runId, approve)).title).toBe('Your approval is recorded: 1 of 2.');
    expect(woken).toEqual([]);
    store.now += 5;
    expect((await desk.vote(by('second'), runId, approve)).title).toContain('2 of 2');
    const run = store.the(runId);
    expect(run).toMatchObject({ state: 'queued', approval: { decidedAt: store.now } });
    expect(store.due.get(runId)).toBe(store.now);
    expect(woken).toEqual([runId]);
    expect(store.audit.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'vote recorded',
      'vote recorded',
      'decision approved',
    ]);
    expect(store.notices.map(({ to }) => to.kind)).toEqual(['thread', 'thread']);
  });

  test('a gentle job gets its moment after the approval, too', async () => {
    const plan = { thing: 'ami-1', revision: 1, impact: { approvesFor: 'production' }, isGentle: true };
    const { desk, store } = makeOffice({ run: waitingRun({ plan }, { votes: [vote(kinds.first)] }) });
    await desk.vote(by('second'), runId, approve);
    expect(store.the(runId).startAt).toBe(store.now + 10_000);
    expect(store.due.get(runId)).toBe(store.now + 10_000);
  });

  test('a rejection mentions the requester and says why', async () => {
    const { desk, store } = makeOffice({ run: waitingRun() });
    await desk.vote(by('first'), runId, { kind: 'reject', reason: ' a critical finding ' });
    expect(store.the(runId)).toMatchObject({
      state: 'rejected',
      ending: { code: 'rejected', message: 'a critical finding' },
    });
    const said = JSON.stringify(store.notices);
    expect(said).toContain(kinds.requester);
    expect(said).toContain('a critical finding');
  });

  test('when Slack does not answer, nothing is recorded and the person is told so', async () => {
    const { desk, store, directory } = makeOffice({ run: waitingRun() });
    directory.fault = new Error('socket hang up');
    const told = await toldBy(desk.vote(by('first'), runId, approve));
    expect(told).toEqual({
      code: 'slack_failed',
      sentence: 'Slack did not say who you are. Your vote was not recorded.',
    });
    expect(store.the(runId).approval?.votes).toEqual([]);
  });

  test('when the store does not answer, its own sentence reaches the person', async () => {
    const { desk, store } = makeOffice({ run: waitingRun() });
    store.fault = new UserError('store_unreachable', 'Assay could not confirm the request.');
    expect(await toldBy(desk.vote(by('first'), runId, approve))).toMatchObject({ code: 'store_unreachable' });
  });

  test('a lost wake-up and a lost audit line of a refusal change nothing for the person', async () => {
    const office = makeOffice({ run: waitingRun({}, { votes: [vote(kinds.first)] }) });
    Object.assign(office.store.log, { append: () => Promise.reject(new Error('down')) });
    office.woken.push = () => {
      throw new Error('down');
    };
    expect(await toldBy(office.desk.vote(by('guest'), runId, approve))).toMatchObject({ code: 'guest' });
    expect(await toldBy(office.desk.vote(by('second'), runId, approve))).toMatchObject({ code: 'stored' });
  });

  test('an unknown run is not found', async () => {
    expect(await toldBy(makeOffice().desk.vote(by('first'), 'r-none', approve))).toMatchObject({ code: 'not_found' });
  });
});

describe('taking back', () => {
  test('an approver takes back the own vote, also when Slack is silent and they may vote no more', async () => {
    const { desk, store, directory } = makeOffice({ run: waitingRun({}, { votes: [vote(kinds.first)] }) });
    directory.fault = new Error('down');
    expect((await desk.withdraw(by('first'), runId)).title).toContain('0 of 2');
    expect(store.the(runId).approval?.votes).toEqual([]);
    expect(await toldBy(desk.withdraw(by('first'), runId))).toMatchObject({ code: 'no_vote_to_withdraw' });
  });

  test('the requester takes back the request; its votes are worth nothing then', async () => {
    const { desk, store } = makeOffice({ run: waitingRun({}, { votes: [vote(kinds.first)] }) });
    await desk.withdraw(by('requester'), runId);
    expect(store.the(runId).state).toBe('withdrawn');
    expect(await toldBy(desk.vote(by('second'), runId, approve))).toMatchObject({ code: 'withdrawn' });
  });

  test('somebody who took a vote back may vote again', async () => {
    const { desk, store } = makeOffice({ run: waitingRun({}, { votes: [vote(kinds.first)] }) });
    await desk.withdraw(by('first'), runId);
    await desk.vote(by('first'), runId, approve);
    await desk.vote(by('second'), runId, approve);
    expect(store.the(runId).state).toBe('queued');
  });

  test('a click that is delivered again after it was taken back gives no vote; another click does', async () => {
    const { desk, store } = makeOffice({ run: waitingRun() });
    await desk.vote(by('first'), runId, approve, 'click-1');
    await desk.withdraw(by('first'), runId, 'click-2');
    expect(await toldBy(desk.vote(by('first'), runId, approve, 'click-1'))).toMatchObject({ code: 'wrong_state' });
    expect(store.the(runId).approval?.votes).toEqual([]);
    await desk.vote(by('first'), runId, approve, 'click-3');
    // Nor does the old click take the new vote away.
    expect(await toldBy(desk.withdraw(by('first'), runId, 'click-2'))).toMatchObject({ code: 'wrong_state' });
    expect(store.the(runId).approval?.votes).toMatchObject([{ userId: kinds.first }]);
    expect(await toldBy(desk.vote(by('first'), runId, approve, 'click-1'))).toMatchObject({ code: 'already_voted' });
  });

  test('only the newest clicks are remembered', async () => {
    const { desk, store } = makeOffice({ run: waitingRun() });
    for (let click = 0; click < 60; click += 2) {
      await desk.vote(by('first'), runId, approve, `click-${click}`);
      await desk.withdraw(by('first'), runId, `click-${click + 1}`);
    }
    expect(store.the(runId).deliveries).toHaveLength(50);
    expect(store.the(runId).deliveries?.at(-1)).toBe('click-59');
  });
});

describe('cancelling', () => {
  test('at once before the start, a wish afterwards', async () => {
    for (const state of ['waiting', 'queued'] as const) {
      const { desk, store } = makeOffice({ run: waitingRun({ state }) });
      await desk.cancel(by('requester'), runId);
      expect(store.the(runId)).toMatchObject({
        state: 'cancelled',
        ending: { message: 'Cancelled before it started.' },
      });
    }
    const { desk, store, woken } = makeOffice({ run: waitingRun({ state: 'running' }) });
    await desk.cancel(by('second'), runId);
    expect(store.the(runId)).toMatchObject({ state: 'running', cancelAsked: { by: kinds.second } });
    expect(woken).toEqual([runId]);
    expect((await desk.cancel(by('requester'), runId)).title).toContain('already');
    expect(store.the(runId).cancelAsked?.by).toBe(kinds.second);
  });

  test('by somebody else calls whoever asked', async () => {
    const { desk, store } = makeOffice({ run: waitingRun({ state: 'queued' }) });
    await desk.cancel(by('second'), runId);
    expect(JSON.stringify(store.notices.at(-1)?.message.lines)).toContain(store.the(runId).requester.userId);
  });

  test.each([
    ['member', 'not_allowed'],
    ['guest', 'guest'],
    ['outsider', 'outsider'],
    ['unknown', 'identity_unknown'],
  ] as const)('not by a %s', async (kind, code) => {
    const { desk, store } = makeOffice({ run: waitingRun({ state: 'running' }) });
    expect(await toldBy(desk.cancel(by(kind), runId))).toMatchObject({ code });
    expect(store.the(runId).cancelAsked).toBeUndefined();
    expect(store.audit.map(({ outcome }) => outcome)).toEqual([code]);
  });

  test('the requester needs no answer of Slack, and what has ended cannot be cancelled', async () => {
    const { desk, store, directory } = makeOffice({ run: waitingRun({ state: 'queued' }) });
    directory.fault = new Error('down');
    await desk.cancel(by('requester'), runId);
    expect(store.the(runId).state).toBe('cancelled');
    expect(await toldBy(desk.cancel(by('requester'), runId))).toMatchObject({ code: 'wrong_state' });
  });

  test('a request past its time expires instead', async () => {
    const { desk, store } = makeOffice({ run: waitingRun() });
    store.now += 24 * hour;
    expect(await toldBy(desk.cancel(by('requester'), runId))).toMatchObject({ code: 'expired' });
    expect(store.the(runId).state).toBe('expired');
  });
});

describe('a run that has begun and came back to its approvers', () => {
  const begun = waitingRun({ steps: { deprecate: { state: 'done', at: 1_000_000, result: null } } });
  const office = () => makeOffice({ run: structuredClone(begun) });
  const told = ({ store }: ReturnType<typeof office>) => JSON.stringify(store.notices.map(({ message }) => message));

  test.each([
    ['withdrawn', 'withdrawn', 'its requester took it back', (desk) => desk.withdraw(by('requester'), runId)],
    [
      'rejected',
      'already_decided',
      'it was rejected: still used',
      (desk) => desk.vote(by('first'), runId, { kind: 'reject', reason: 'still used.' }),
    ],
    ['cancelled', 'cancelled', undefined, (desk) => desk.cancel(by('requester'), runId)],
  ] satisfies [string, string, string | undefined, (desk: ReturnType<typeof office>['desk']) => Promise<Message>][])(
    'is left to a worker to end when it is %s, and nobody is told that nothing was done',
    async (how, code, why, act) => {
      const around = office();
      const reply = await act(around.desk);
      const run = around.store.the(runId);
      expect(run).toMatchObject({
        state: 'queued',
        cancelAsked: { at: around.store.now, ...(why ? { as: how, why } : {}) },
      });
      expect([around.store.due.get(runId), around.woken]).toEqual([around.store.now, [runId]]);
      expect(`${reply.title} ${told(around)}`).not.toMatch(/othing was done/);
      expect(await toldBy(around.desk.vote(by('second'), runId, approve))).toMatchObject({ code });
      expect((await around.desk.cancel(by('requester'), runId)).title).toContain('already');
    },
  );
});

describe('trying again', () => {
  const failed = waitingRun(
    {
      state: 'failed',
      ending: { code: 'aws_failed', message: 'no' },
      steps: { tag: { state: 'done', at: 1 } },
      attempts: 4,
      starts: 2,
    },
    { votes: [vote(kinds.first), vote(kinds.second)], decidedAt: 1_000_003 },
  );

  test('keeps steps and approval', async () => {
    const { desk, store, woken } = makeOffice({ run: failed });
    await desk.retry(by('member'), runId);
    const run = store.the(runId);
    expect(run).toMatchObject({
      state: 'queued',
      attempts: 0,
      starts: 0,
      steps: failed.steps,
      approval: failed.approval,
    });
    expect(run.ending).toBeUndefined();
    expect(woken).toEqual([runId]);
  });

  test('one click tries once, also when the run has failed again before it is delivered a second time', async () => {
    const { desk, store } = makeOffice({ run: failed });
    await desk.retry(by('member'), runId, 'click-1');
    await store.update(runId, (run) => ({ run: { ...run, state: 'failed' }, audit: [] }));
    expect(await toldBy(desk.retry(by('member'), runId, 'click-1'))).toMatchObject({ code: 'wrong_state' });
    await desk.retry(by('member'), runId, 'click-2');
    expect(store.the(runId).retried?.count).toBe(2);
  });

  test('of an approval that nothing came of is refused once it is as old as its request could wait', async () => {
    const decidedAt = failed.requestedAt + hour;
    const window = (failed.approval?.expiresAt ?? 0) - failed.requestedAt;
    const run = { ...failed, steps: {}, approval: { ...(failed.approval as Approval), decidedAt } };
    const late = makeOffice({ run });
    late.store.now = decidedAt + window;
    expect(await toldBy(late.desk.retry(by('member'), runId))).toEqual({
      code: 'expired',
      sentence: 'Its approval is too old to be used now. Ask for it again, so that people decide anew.',
    });
    expect(late.store.the(runId).state).toBe('failed');
    const early = makeOffice({ run });
    early.store.now = decidedAt + window - 1;
    await early.desk.retry(by('member'), runId);
    expect(early.store.the(runId).state).toBe('queued');
    const halfDone = makeOffice({ run: { ...run, steps: failed.steps } });
    halfDone.store.now = decidedAt + window;
    await halfDone.desk.retry(by('member'), runId);
    expect(halfDone.store.the(runId).state).toBe('queued');
  });

  test('is for full members, and for failed runs', async () => {
    const { desk } = makeOffice({ run: failed });
    expect(await toldBy(desk.retry(by('guest'), runId))).toMatchObject({ code: 'guest' });
    const other = makeOffice({ run: waitingRun({ state: 'done' }) });
    expect(await toldBy(other.desk.retry(by('requester'), runId))).toMatchObject({ code: 'wrong_state' });
  });
});
