import type { App, SlackViewAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { bareClient, people, places, type Running, refusalOf, startHttpBolt, startSocketBolt } from './start-bolt.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

function form(title: string, more: Partial<ModalView> = {}): ModalView {
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain(title),
    submit: plain('Go'),
    notify_on_close: true,
    private_metadata: 'kept',
    blocks: [
      {
        type: 'input',
        block_id: 'name',
        label: plain('Name'),
        element: { type: 'plain_text_input', action_id: 'text' },
      },
      {
        type: 'input',
        block_id: 'reason',
        optional: true,
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'text', min_length: 3 },
      },
      { type: 'actions', elements: [{ type: 'button', action_id: 'more', text: plain('More') }] },
    ],
    ...more,
  };
}

let clock = Date.now();
const triggers: string[] = [];
const submissions: SlackViewAction[] = [];

function prepare(app: App): void {
  app.command('/ami', async ({ command, ack, client }) => {
    await ack();
    triggers.push(command.trigger_id);
    if (command.text === 'open') await client.views.open({ trigger_id: command.trigger_id, view: form('First') });
  });
  app.action('more', async ({ body, ack, client }) => {
    await ack();
    await client.views.push({ trigger_id: (body as { trigger_id: string }).trigger_id, view: form('Pushed') });
  });
  app.view('form', async ({ body, view, ack }) => {
    submissions.push(body);
    const name = view.state.values['name']?.['text']?.value ?? '';
    if (name === 'bad') return await ack({ response_action: 'errors', errors: { name: 'Not this one' } });
    if (name === 'wrong') return await ack({ response_action: 'errors', errors: { nowhere: 'Lost' } });
    if (name === 'update') return await ack({ response_action: 'update', view: form('Updated') });
    if (name === 'push') return await ack({ response_action: 'push', view: form('Second') });
    if (name === 'clear') return await ack({ response_action: 'clear' });
    if (name === 'silent') return;
    await ack();
  });
  app.view({ callback_id: 'form', type: 'view_closed' }, async ({ body, ack }) => {
    submissions.push(body);
    await ack();
  });
}

const kinds = [
  ['Socket Mode', startSocketBolt],
  ['signed HTTP', startHttpBolt],
] as const;

describe.each(kinds)('modals over %s', (_kind, start) => {
  let running: Running;
  let slack: FakeSlack;
  beforeAll(async () => {
    running = await start(prepare, { now: () => clock, strictRates: false });
    slack = running.slack;
  });
  afterAll(() => running.stop());

  const user = people.rosa;
  const views = async () => (await slack.hands.state({ user })).views;
  const titles = async () => (await views()).map((view) => view.title);
  const command = (text: string) => slack.hands.type({ user, channel: places.requests, text: `/ami ${text}` });
  const open = async () => {
    for (const view of (await views()).toReversed()) await slack.hands.close({ user, viewId: view.id });
    await command('open');
    return (await slack.awaitView(user, (view) => view.title === 'First')).id;
  };
  const submit = (viewId: string, name: string, reason?: string) =>
    slack.hands.submit({
      user,
      viewId,
      values: {
        name: { text: { type: 'plain_text_input', value: name } },
        ...(reason === undefined ? {} : { reason: { text: { type: 'plain_text_input', value: reason } } }),
      },
    });

  it('are submitted with all that was entered, and close', async () => {
    const viewId = await open();
    expect(await submit(viewId, 'web')).toEqual({ ok: true });
    expect(submissions.at(-1)).toMatchObject({
      type: 'view_submission',
      user: { id: user },
      view: {
        id: viewId,
        private_metadata: 'kept',
        root_view_id: viewId,
        app_installed_team_id: 'T0ASSAY',
        state: { values: { name: { text: { value: 'web' } }, reason: { text: { value: null } } } },
      },
      response_urls: [],
    });
    expect(submissions.at(-1)).not.toHaveProperty('channel');
    expect(await titles()).toEqual([]);
  });

  it('show what Slack itself finds, without asking the app', async () => {
    const viewId = await open();
    const count = submissions.length;
    expect(await submit(viewId, '', 'ab')).toEqual({ ok: false, error: 'invalid_fields' });
    expect((await views())[0]?.errors).toEqual({
      name: 'Please complete this required field.',
      reason: 'Please enter at least 3 characters.',
    });
    expect(submissions).toHaveLength(count);
  });

  it('show the errors of the app, which must name input blocks', async () => {
    const viewId = await open();
    expect(await submit(viewId, 'bad')).toEqual({ ok: false, error: 'invalid_fields' });
    expect((await views())[0]?.errors).toEqual({ name: 'Not this one' });
    expect(await submit(viewId, 'wrong')).toEqual({ ok: false, error: 'invalid_response_errors' });
    expect(slack.problems.join()).toContain('invalid_response_errors');
    expect(await submit(viewId, 'silent')).toEqual({ ok: false, error: 'operation_timeout' });
    expect(await submit(viewId, 'good', 'because')).toEqual({ ok: true });
  });

  it('are updated, pushed three deep and no deeper, and cleared', async () => {
    const viewId = await open();
    expect(await submit(viewId, 'update')).toEqual({ ok: true });
    expect(await titles()).toEqual(['Updated']);
    expect(await submit(viewId, 'push')).toEqual({ ok: true });
    const second = (await views()).at(-1)?.id ?? '';
    expect(await submit(viewId, 'web')).toEqual({ ok: false, error: 'view_not_on_top' });
    expect(await slack.hands.clickInView({ user, viewId: second, actionId: 'more' })).toEqual({ ok: true });
    const pushed = await slack.awaitView(user, (view) => view.title === 'Pushed');
    expect(await titles()).toEqual(['Updated', 'Second', 'Pushed']);
    const third = pushed.id;
    expect(await submit(third, 'push')).toEqual({ ok: false, error: 'push_limit_reached' });
    expect(await submit(third, 'clear')).toEqual({ ok: true });
    expect(await titles()).toEqual([]);
  });

  it('tell the app when they are closed by hand', async () => {
    const viewId = await open();
    expect(await slack.hands.close({ user, viewId })).toEqual({ ok: true });
    expect(submissions.at(-1)).toMatchObject({ type: 'view_closed', is_cleared: false, view: { id: viewId } });
    expect(await slack.hands.close({ user, viewId })).toEqual({ ok: false, error: 'view_not_found' });
  });

  it('belong to one person', async () => {
    const viewId = await open();
    expect(await slack.hands.close({ user: people.ada, viewId })).toEqual({ ok: false, error: 'view_not_found' });
    expect((await slack.hands.state({ user: people.ada })).views).toEqual([]);
  });

  it('are updated by the app, with a hash that must be the newest', async () => {
    const viewId = await open();
    const hash = (await views()).at(-1)?.hash ?? '';
    const client = bareClient(slack);
    await client.views.update({ view_id: viewId, hash, view: form('Newer') });
    expect(await titles()).toEqual(['Newer']);
    const stale = client.views.update({ view_id: viewId, hash, view: form('Stale') });
    expect(await refusalOf(stale)).toBe('hash_conflict');
    expect(await refusalOf(client.views.update({ view_id: 'V0NONE', view: form('x') }))).toBe('not_found');
  });

  it('open on a trigger of three seconds and one use', async () => {
    const client = bareClient(slack);
    const openWith = (trigger: string) => client.views.open({ trigger_id: trigger, view: form('T') });
    await command('later');
    const first = triggers.at(-1) ?? '';
    clock += 2999;
    await openWith(first);
    expect(await refusalOf(openWith(first))).toBe('exchanged_trigger_id');
    await command('later');
    clock += 3001;
    expect(await refusalOf(openWith(triggers.at(-1) ?? ''))).toBe('expired_trigger_id');
    expect(await refusalOf(openWith('1.2.3'))).toBe('invalid_trigger_id');
    await command('later');
    const push = client.views.push({ trigger_id: triggers.at(-1) ?? '', view: form('x') });
    expect(await refusalOf(push)).toBe('not_found');
  });
});
