import type { App } from '@slack/bolt';
import type { HomeView, ModalView } from '@slack/types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { bareClient, people, places, type Running, refusalOf, startSocketBolt } from './start-bolt.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value });
const user = people.rosa;

const form: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: plain('Form'),
  submit: plain('Go'),
  clear_on_close: true,
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'account',
      dispatch_action: true,
      label: plain('Account'),
      element: { type: 'static_select', action_id: 'pick', options: ['prod', 'dev'].map(option) },
    },
    {
      type: 'input',
      block_id: 'instance',
      label: plain('Instance'),
      element: { type: 'external_select', action_id: 'find', min_query_length: 0 },
    },
    {
      type: 'input',
      block_id: 'checks',
      optional: true,
      label: plain('Checks'),
      element: {
        type: 'checkboxes',
        action_id: 'tick',
        options: ['reboot', 'share'].map(option),
        initial_options: [option('share')],
      },
    },
    {
      type: 'input',
      block_id: 'tell',
      label: plain('Tell'),
      element: {
        type: 'conversations_select',
        action_id: 'where',
        response_url_enabled: true,
        initial_conversation: places.requests,
      },
    },
  ],
};

const home: HomeView = {
  type: 'home',
  blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'refresh', text: plain('Refresh') }] }],
};

let running: Running;
let slack: FakeSlack;
const bodies: Record<string, unknown>[] = [];

function prepare(app: App): void {
  app.use(async ({ body, next }) => {
    bodies.push({ ...body });
    await next();
  });
  app.command('/ami', async ({ command, ack, client }) => {
    await ack();
    await client.views.open({ trigger_id: command.trigger_id, view: form });
  });
  app.options('find', async ({ options, ack }) => {
    const found = ['i-1', 'i-2'].map((id) => option(`${id}${options.value}`));
    await ack({ option_groups: [{ label: plain('prod'), options: found }] });
  });
  app.action(/.*/, async ({ ack }) => await ack());
  app.view('form', async ({ ack }) => await ack());
  app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack }) => await ack());
}

beforeAll(async () => {
  running = await startSocketBolt(prepare);
  slack = running.slack;
});
afterAll(() => running.stop());

async function open(): Promise<string> {
  await slack.hands.type({ user, channel: places.requests, text: '/ami' });
  return (await slack.awaitView(user, (view) => view.title === 'Form')).id;
}

it('sends choices, ticks and searches as Slack writes them', async () => {
  const viewId = await open();
  const dispatched = await slack.hands.clickInView({ user, viewId, actionId: 'pick', selected: 'dev' });
  expect(dispatched).toEqual({ ok: true });
  expect(bodies.at(-1)).toMatchObject({
    type: 'block_actions',
    container: { type: 'view', view_id: viewId },
    actions: [{ type: 'static_select', selected_option: option('dev') }],
    view: { state: { values: { account: { pick: { selected_option: option('dev') } } } } },
  });
  expect(bodies.at(-1)).not.toHaveProperty('response_url');
  const values = { instance: { find: { type: 'external_select', selected_option: option('i-1web') } } };
  expect(await slack.hands.submit({ user, viewId, values })).toEqual({ ok: false, error: 'option_not_found' });
  const found = await slack.hands.options({ user, viewId, blockId: 'instance', actionId: 'find', query: 'web' });
  expect(found.options.map((each) => each.value)).toEqual(['i-1web', 'i-2web']);
  expect(await slack.hands.submit({ user, viewId, values })).toEqual({ ok: true });
  expect(bodies.at(-1)).toMatchObject({
    view: {
      state: {
        values: {
          account: { pick: { selected_option: option('dev') } },
          instance: { find: { selected_option: option('i-1web') } },
          checks: { tick: { selected_options: [option('share')] } },
          tell: { where: { selected_conversation: places.requests } },
        },
      },
    },
    response_urls: [{ block_id: 'tell', action_id: 'where', channel_id: places.requests }],
  });
});

it('keeps a choice to itself where the block does not ask for it', async () => {
  const viewId = await open();
  const count = bodies.length;
  await slack.hands.options({ user, viewId, blockId: 'instance', actionId: 'find', query: '' });
  expect(await slack.hands.clickInView({ user, viewId, actionId: 'find', selected: 'i-2' })).toEqual({ ok: true });
  expect(bodies).toHaveLength(count + 1);
  expect(await slack.hands.close({ user, viewId })).toEqual({ ok: true });
  expect(bodies.at(-1)).toMatchObject({ type: 'view_closed', is_cleared: true });
});

it('clicks in the home tab, where there is no channel, no message and nothing to push on', async () => {
  const client = bareClient(slack);
  await client.views.publish({ user_id: user, view: home });
  const { id: viewId } = await slack.awaitView(user, (view) => view.type === 'home');
  expect(await slack.hands.clickInView({ user, viewId, actionId: 'refresh' })).toEqual({ ok: true });
  const body = bodies.at(-1) ?? {};
  expect(body).toMatchObject({ container: { type: 'view' }, view: { type: 'home' } });
  for (const absent of ['channel', 'message', 'response_url']) expect(body).not.toHaveProperty(absent);
  const push = client.views.push({ trigger_id: String(body['trigger_id']), view: form });
  expect(await refusalOf(push)).toBe('not_found');
});

it('is refused with the place of the mistake', async () => {
  const view = { ...form, title: plain('x'.repeat(25)) };
  const error = await bareClient(slack)
    .views.open({ trigger_id: 'any', view })
    .catch((thrown: unknown) => thrown);
  const messages = ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'];
  expect(error).toMatchObject({ data: { error: 'invalid_arguments', response_metadata: { messages } } });
});
