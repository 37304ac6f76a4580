import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/core/intake.ts';
import type { UserError } from '../../src/core/outcome.ts';
import type { Run } from '../../src/core/run.ts';
import { makeOffice, toldBy } from './support/office.ts';
import { actor, approversGroup, kinds } from './support/people.ts';
import { hour, settings } from './support/world.ts';

const thrown = (promise: Promise<unknown>): Promise<UserError> =>
  promise.then(
    () => {
      throw new Error('was not refused');
    },
    (error: UserError) => error,
  );

describe('who may ask', () => {
  test.each([
    ['guest', 'guest'],
    ['bot', 'bot'],
    ['outsider', 'outsider'],
    ['deactivated', 'deactivated'],
    ['unknown', 'identity_unknown'],
  ] as const)('not a %s: refused in private, and on record', async (kind, code) => {
    const { ask, store, intake } = makeOffice();
    expect(await toldBy(ask(kind, { thing: 'ami-1' }))).toMatchObject({ code });
    expect(await toldBy(ask(kind, {}, 'look'))).toMatchObject({ code });
    expect(store.audit.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['refused', code],
      ['refused', code],
    ]);
    expect(await intake.choices('image', '', actor(kinds[kind]))).toEqual([]);
  });

  test("the list of requesters holds; a command's own entry wins over the default", async () => {
    const only = (...users: readonly string[]) => ({ users, groups: [] });
    const listed = makeOffice({ settings: { ...settings, requesters: { default: only(kinds.member) } } });
    expect(await toldBy(listed.ask('first', { thing: 'ami-1' }))).toMatchObject({ code: 'not_allowed' });
    expect(await toldBy(listed.ask('member', { thing: 'ami-1' }))).toMatchObject({ code: 'stored' });
    expect(await toldBy(listed.ask('first', {}, 'look'))).toMatchObject({ code: 'stored' });
    const requesters = { default: only(kinds.member), change: { users: [], groups: [approversGroup] } };
    const own = makeOffice({ settings: { ...settings, requesters } });
    expect(await toldBy(own.ask('first', { thing: 'ami-1' }))).toMatchObject({ code: 'stored' });
    expect(await toldBy(own.ask('member', { thing: 'ami-1' }))).toMatchObject({ code: 'not_allowed' });
  });

  test('when Slack is silent nothing is done', async () => {
    const { ask, directory, store } = makeOffice();
    directory.fault = new Error('down');
    const told = await toldBy(ask('member', { thing: 'ami-1' }));
    expect(told).toEqual({ code: 'slack_failed', sentence: 'Slack did not say who you are. Nothing was done.' });
    expect(store.audit).toEqual([]);
  });
});

describe('what is asked', () => {
  test('a wrong field is named with its value and its fix', async () => {
    const { ask } = makeOffice();
    const missing = await thrown(ask('member', {}));
    expect(missing).toMatchObject({ code: 'bad_input', field: 'thing', message: '"Thing" is missing.' });
    expect(missing.hint).toBe('What to change. Example: ami-1');
    const short = await thrown(ask('member', { thing: 'a', what: 'ruin' }));
    expect(short).toMatchObject({ field: 'thing', message: '"Thing" cannot be "a": three letters at least.' });
    expect(short.hint).toContain('"What" cannot be "ruin"');
    const strange = await thrown(ask('member', { thing: 'ami-1', force: 'yes' }));
    expect(strange.message).toBe('change does not know "force".');
    for (const input of ['ami-1', null, 7, []]) expect((await thrown(ask('member', input))).code).toBe('bad_input');
  });

  test('an unknown command is called so', async () => {
    expect(await thrown(makeOffice().ask('member', {}, 'chnage'))).toMatchObject({ code: 'unknown_command' });
  });
});

describe('who was never answered and asks again', () => {
  const wish = { thing: 'ami-1', what: 'nothing' };
  const runOf = (reply: Reply): Run => {
    if (reply.kind !== 'run') throw new Error('no run');
    return reply.run;
  };

  test('is told of the run there is, in whatever order they wrote it; nothing is done twice', async () => {
    const { askInVain, ask, store } = makeOffice();
    const first = runOf(await askInVain('member', wish));
    const again = await ask('member', { what: 'nothing', thing: 'ami-1' });
    expect(runOf(again).id).toBe(first.id);
    expect(again.message.title).toBe('You asked for this already; it is not done twice.');
    expect(store.audit).toHaveLength(1);
  });

  test('is told so also when it is done, and what was done would refuse the plan', async () => {
    const { askInVain, ask, store } = makeOffice();
    const first = runOf(await askInVain('member', wish));
    store.put({ ...first, state: 'done' });
    expect(runOf(await ask('member', wish)).id).toBe(first.id);
  });

  test('is told so before a form is sent again, and not that what was done is in its way', async () => {
    const { askInVain, intake, askedBy } = makeOffice();
    const first = runOf(await askInVain('member', wish));
    const preview = await intake.preview(askedBy('member', wish));
    expect(preview).toMatchObject({ kind: 'run', run: { id: first.id } });
    expect(preview.message.title).toBe('You asked for this already; it is not done twice.');
  });

  test('has it done anew when it came to no good', async () => {
    const { askInVain, ask, store } = makeOffice();
    const first = runOf(await askInVain('member', wish));
    store.put({ ...first, state: 'failed' });
    expect(runOf(await ask('member', wish)).id).not.toBe(first.id);
  });

  test('is nobody else, asks for nothing else, and was not answered', async () => {
    const { askInVain, ask } = makeOffice();
    const first = runOf(await askInVain('member', wish));
    expect(runOf(await ask('named', wish)).id).not.toBe(first.id);
    expect(runOf(await ask('member', { ...wish, thing: 'ami-2' })).id).not.toBe(first.id);
    expect(runOf(await ask('member', wish)).id).toBe(first.id);
    expect(runOf(await ask('member', wish)).id).not.toBe(first.id);
  });
});

describe('what needs approval', () => {
  test('waits with its rule frozen, in the channel of its approvers', async () => {
    const { ask, store, woken } = makeOffice();
    const reply = await ask('member', { thing: 'ami-1' });
    if (reply.kind !== 'run') throw new Error('no run');
    expect(reply.run).toMatchObject({
      state: 'waiting',
      channel: 'C0PRODAPPR',
      requester: actor(kinds.member),
      command: { name: 'change', input: { thing: 'ami-1' } },
      approval: {
        environment: 'production',
        minimum: 2,
        users: [kinds.named],
        groups: [approversGroup],
        expiresAt: store.now + 24 * hour,
        remindAt: store.now + 4 * hour,
        votes: [],
      },
    });
    expect(store.audit.map(({ action, outcome }) => [action, outcome])).toEqual([['requested', 'needs_approval']]);
    expect(store.due.get(reply.run.id)).toBe(store.now + 4 * hour);
    expect(woken).toEqual([reply.run.id]);
    expect(reply.message.title).toBe('Your request waits for approval.');
  });

  test('what nobody must approve is queued where it was asked, with a moment to cancel if it is gentle', async () => {
    const { ask, store } = makeOffice();
    const plain = await ask('member', { thing: 'ami-1', what: 'nothing' });
    const gentle = await ask('member', { thing: 'ami-2', what: 'nothing', gentle: true });
    if (plain.kind !== 'run' || gentle.kind !== 'run') throw new Error('no run');
    expect(plain.run).toMatchObject({ state: 'queued', channel: 'C0ASKED0001' });
    expect(plain.run.startAt).toBeUndefined();
    expect(gentle.run.startAt).toBe(store.now + 10_000);
    expect(store.due.get(gentle.run.id)).toBe(store.now + 10_000);
  });

  test('a demand of the configuration holds for what is destructive', async () => {
    const reply = await makeOffice().ask('member', { thing: 'ami-1', what: 'destroy' });
    expect(reply).toMatchObject({ run: { state: 'waiting', approval: { minimum: 2 } } });
  });

  test('an approver revokes alone, anybody else needs one', async () => {
    const { ask } = makeOffice();
    expect(await ask('first', { thing: 'ami-1', what: 'revoke' })).toMatchObject({ run: { state: 'queued' } });
    expect(await ask('member', { thing: 'ami-2', what: 'revoke' })).toMatchObject({
      run: { state: 'waiting', approval: { minimum: 1 } },
    });
  });

  test('an unreachable quorum is refused at once, saying who is eligible', async () => {
    const { ask, directory, store } = makeOffice();
    directory.groups.set(approversGroup, [kinds.requester, kinds.guest, kinds.bot]);
    const error = await thrown(ask('requester', { thing: 'ami-1' }));
    expect(error.code).toBe('quorum_unreachable');
    expect(error.message).toBe('production needs two approvers other than you, and only named0001 can approve now.');
    expect(store.audit.map(({ outcome }) => outcome)).toEqual(['quorum_unreachable']);
  });

  test('one delivery and its repeat are one run', async () => {
    const { ask, woken, store } = makeOffice();
    const [first, again] = [
      await ask('member', { thing: 'ami-1' }, 'change', 'trigger-1'),
      await ask('member', { thing: 'ami-1' }, 'change', 'trigger-1'),
    ];
    if (first.kind !== 'run' || again.kind !== 'run') throw new Error('no run');
    expect(again.run.id).toBe(first.run.id);
    expect(woken).toHaveLength(1);
    expect(store.audit).toHaveLength(1);
  });

  test('a preview shows the plan and who must approve, and records nothing', async () => {
    const { intake, store } = makeOffice();
    const asked = {
      command: 'change',
      input: { thing: 'ami-1' },
      actor: actor(kinds.member),
      channel: 'C1',
      requestKey: 'view-1',
    };
    const { message } = await intake.preview(asked);
    expect(message.title).toBe('ami-1');
    expect(message.facts?.at(-1)).toEqual({
      label: 'Approval',
      value: ['2 of ', { kind: 'group', groupId: approversGroup }, ', ', { kind: 'person', userId: kinds.named }],
    });
    expect(store.audit).toEqual([]);
  });
});
