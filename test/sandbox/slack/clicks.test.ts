import type { App, BlockAction } from '@slack/bolt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { bareClient, people, places, type Running, startSocketBolt } from './start-bolt.ts';

const card = (label: string) => [
  { type: 'section', block_id: 'text', text: { type: 'mrkdwn', text: label } },
  {
    type: 'actions',
    block_id: 'decide',
    elements: [
      { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: 'run-1' },
      {
        type: 'static_select',
        action_id: 'region',
        options: ['eu', 'us'].map((value) => ({ text: { type: 'plain_text', text: value }, value })),
      },
      { type: 'external_select', action_id: 'instance', min_query_length: 1 },
    ],
  },
];

let running: Running;
let slack: FakeSlack;
let clock = Date.now();
const bodies: BlockAction[] = [];

function prepare(app: App): void {
  app.action(/.*/, async ({ body, ack }) => {
    bodies.push(body as BlockAction);
    await ack();
  });
  app.options('instance', async ({ options, ack }) => {
    const many = options.value === 'many' ? 101 : 2;
    const found = Array.from({ length: many }, (_, index) => `${options.value}-${index}`);
    await ack({ options: found.map((value) => ({ text: { type: 'plain_text' as const, text: value }, value })) });
  });
}

async function post(label: string): Promise<{ channel: string; ts: string }> {
  const channel = places.approvals;
  const posted = await bareClient(slack).chat.postMessage({ channel, text: label, blocks: card(label) as never });
  return { channel, ts: posted.ts ?? '' };
}

beforeAll(async () => {
  running = await startSocketBolt(prepare, { strictRates: false, now: () => clock });
  slack = running.slack;
});
afterAll(() => running.stop());

const lastBody = (): BlockAction => {
  const body = bodies.at(-1);
  if (body === undefined) throw new Error('no action came');
  return body;
};

describe('a click', () => {
  it('carries the message, the place and the person', async () => {
    const at = await post('one');
    expect(await slack.hands.click({ user: people.ada, ...at, actionId: 'approve' })).toEqual({ ok: true });
    expect(lastBody()).toMatchObject({
      type: 'block_actions',
      user: { id: people.ada, team_id: 'T0ASSAY' },
      team: { id: 'T0ASSAY' },
      container: { type: 'message', message_ts: at.ts, channel_id: at.channel, is_ephemeral: false },
      channel: { id: at.channel, name: 'ami-approvals' },
      message: { ts: at.ts, bot_id: 'B0ASSAYBOT' },
      actions: [{ type: 'button', action_id: 'approve', block_id: 'decide', value: 'run-1' }],
    });
  });

  it('can come from anyone who sees the message, outsiders with their own team', async () => {
    const at = await post('two');
    for (const user of [people.olga, people.gus, people.dora, people.deploybot, people.max]) {
      expect(await slack.hands.click({ user, ...at, actionId: 'approve' })).toEqual({ ok: true });
      expect(lastBody().user.id).toBe(user);
    }
    await slack.hands.click({ user: people.olga, ...at, actionId: 'approve' });
    expect(lastBody()).toMatchObject({ user: { team_id: 'T0OUTSIDE' }, team: { id: 'T0ASSAY' } });
  });

  it('is not possible on what the person does not see', async () => {
    const at = await post('three');
    const errors = [
      await slack.hands.click({ user: people.ada, ...at, actionId: 'reject' }),
      await slack.hands.click({ user: people.ada, channel: at.channel, ts: '1.1', actionId: 'approve' }),
      await slack.hands.click({ user: people.olga, channel: places.general, ts: at.ts, actionId: 'approve' }),
    ].map((answer) => answer.error);
    expect(errors).toEqual(['element_not_found', 'message_not_found', 'channel_not_found']);
  });

  it('on a button that is gone is possible only with a stale screen', async () => {
    const at = await post('four');
    await bareClient(slack).chat.update({ ...at, text: 'decided' });
    const clickOn = { user: people.ada, ...at, actionId: 'approve' };
    expect(await slack.hands.click(clickOn)).toEqual({ ok: false, error: 'element_not_found' });
    expect(await slack.clickStale(clickOn)).toEqual({ ok: true });
  });
});

describe('selects', () => {
  it('send the option, and the state of the whole message', async () => {
    const at = await post('five');
    await slack.hands.click({ user: people.ada, ...at, actionId: 'region', selected: 'us' });
    expect(lastBody().actions[0]).toMatchObject({ type: 'static_select', selected_option: { value: 'us' } });
    await slack.hands.click({ user: people.ada, ...at, actionId: 'approve' });
    expect(lastBody().state?.values).toMatchObject({
      decide: { region: { selected_option: { value: 'us' } }, instance: { selected_option: null } },
    });
    const wrong = await slack.hands.click({ user: people.ada, ...at, actionId: 'region', selected: 'mars' });
    expect(wrong).toEqual({ ok: false, error: 'option_not_found' });
  });

  it('take from the app only what it offered', async () => {
    const at = await post('six');
    const choose = (selected: string) => slack.hands.click({ user: people.ada, ...at, actionId: 'instance', selected });
    const ask = (query: string) =>
      slack.hands.options({ user: people.ada, ...at, blockId: 'decide', actionId: 'instance', query });
    expect(await choose('web-0')).toEqual({ ok: false, error: 'option_not_found' });
    expect((await ask('web')).options.map((option) => option.value)).toEqual(['web-0', 'web-1']);
    expect(await choose('web-0')).toEqual({ ok: true });
    expect(await ask('')).toEqual({ ok: true, options: [] });
    expect(await ask('many')).toMatchObject({ ok: false, error: 'invalid_options' });
  });
});

describe('ephemeral messages', () => {
  it('are seen and clicked by their reader alone, and not sent back in full', async () => {
    const posted = await bareClient(slack).chat.postEphemeral({
      channel: places.approvals,
      user: people.rosa,
      text: 'secret',
      blocks: card('secret') as never,
    });
    const at = { channel: places.approvals, ts: posted.message_ts ?? '', actionId: 'approve' };
    expect(await slack.hands.click({ user: people.ada, ...at })).toEqual({ ok: false, error: 'message_not_found' });
    expect(await slack.hands.click({ user: people.rosa, ...at })).toEqual({ ok: true });
    expect(lastBody().container).toMatchObject({ is_ephemeral: true });
    expect(lastBody().message).not.toHaveProperty('blocks');
  });
});

describe('response URLs', () => {
  const use = (body: object, url = lastBody().response_url) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  it('replace, delete and add', async () => {
    const at = await post('seven');
    await slack.hands.click({ user: people.ada, ...at, actionId: 'approve' });
    await use({ text: 'hidden note' });
    expect(slack.messages().at(-1)).toMatchObject({ text: 'hidden note', ephemeralTo: people.ada });
    await use({ text: 'all see', response_type: 'in_channel', thread_ts: at.ts });
    expect(slack.messages().at(-1)).toMatchObject({ text: 'all see', threadTs: at.ts });
    await use({ text: 'replaced', replace_original: true });
    const original = () => slack.messages().find((message) => message.ts === at.ts);
    expect(original()).toMatchObject({ text: 'replaced' });
    expect(original()).not.toHaveProperty('blocks');
    await use({ delete_original: true });
    expect(original()).toMatchObject({ deleted: true });
  });

  it('work five times, for half an hour, and validate blocks', async () => {
    const at = await post('eight');
    await slack.hands.click({ user: people.ada, ...at, actionId: 'approve' });
    const url = lastBody().response_url;
    expect((await use({ blocks: [{ type: 'x' }] }, url)).status).toBe(400);
    for (let used = 1; used < 5; used += 1) expect((await use({ text: 'x' }, url)).status).toBe(200);
    expect(await (await use({ text: 'x' }, url)).json()).toEqual({ ok: false, error: 'used_url' });
    await slack.hands.click({ user: people.ada, ...at, actionId: 'approve' });
    clock += 30 * 60_000 + 1;
    expect(await (await use({ text: 'x' })).json()).toEqual({ ok: false, error: 'expired_url' });
  });
});
