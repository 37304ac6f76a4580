import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { unreadableAt } from '../../src/slack/app/read-payload.ts';
import { packState } from '../../src/slack/forms/packed-state.ts';
import { plainly } from '../../src/slack/transport/plain-client.ts';
import { REQUESTS, ROSA } from './some-runs.ts';
import { openStage, type Stage } from './stage.ts';

type Payload = Record<string, unknown>;
const user = { id: ROSA, team_id: 'T0ASSAY' };
const action = { type: 'button', action_id: 'assay.approve', block_id: 'assay:run:0123456789ab', value: 'r-x|1' };
const click = (more: Payload): Payload => ({
  type: 'block_actions',
  user,
  team: { id: 'T0ASSAY' },
  channel: { id: REQUESTS },
  trigger_id: '1.2.3',
  actions: [action],
  ...more,
});
const form = (view: Payload): Payload => ({
  type: 'view_submission',
  user,
  team: { id: 'T0ASSAY' },
  view: { id: 'V1', type: 'modal', callback_id: 'assay.form', private_metadata: '', state: { values: {} }, ...view },
});

const deliver = async ({ slack }: Stage, payload: unknown, kind: 'interactive' | 'events_api' = 'interactive') => {
  const ack = await slack.send({ kind, payload: payload as never });
  return ack.kind === 'acked' ? (ack.payload as Payload | undefined) : ack.kind;
};
const told = async ({ slack }: Stage, words: string) =>
  slack.awaitMessage(({ text, ephemeralTo }) => text.includes(words) && ephemeralTo === ROSA);

describe('a payload that is not as it should be', () => {
  it.each([
    ['an action that is none', click({ actions: [null] })],
    ['no action', click({ actions: [] })],
    ['a value that is no text', click({ actions: [{ ...action, value: 7 }] })],
    ['a channel that is a number', click({ channel: 7 })],
    ['actions that are none', click({ actions: null })],
    ['a team that breaks the library', click({ team: { id: '__proto__' } })],
  ])('click: %s is acked, and the person is told that nothing was done', async (_, payload) => {
    const stage = await openStage();
    expect(await deliver(stage, payload)).not.toBe('timeout');
    await stage.slack.until(() => (stage.slack.messages().length > 0 ? true : undefined));
    expect(stage.decided).toEqual([]);
    expect(stage.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.each([
    ['no state', form({ state: null })],
    ['values that are text', form({ state: { values: 'x' } })],
    ['a field that is a list', form({ state: { values: { 'field:name': [] } } })],
    ['a chosen option that is text', form({ state: { values: { a: { b: { selected_option: 'x' } } } } })],
    ['chosen options that are none', form({ state: { values: { a: { b: { selected_options: [null] } } } } })],
    ['a state that is a number', form({ private_metadata: 7 })],
    ['a form nobody knows', form({ callback_id: 'assay.gone' })],
    ['a rejection of nothing', form({ callback_id: 'assay.reject-view', private_metadata: '{"runId":' })],
  ])('form: %s is answered in the form', async (_, payload) => {
    const stage = await openStage();
    expect(await deliver(stage, payload)).toMatchObject({ response_action: 'update', view: { type: 'modal' } });
    expect(stage.asked).toEqual([]);
    expect(stage.decided).toEqual([]);
  });

  it('a form without the field that is wrong is answered by the form as it is now', async () => {
    const stage = await openStage();
    const private_metadata = packState({ command: 'create', channel: REQUESTS, input: {} });
    const values = { 'field:instance': { 'assay.choice': { type: 'external_select', selected_option: null } } };
    expect(await deliver(stage, form({ private_metadata, state: { values } }))).toEqual({
      response_action: 'errors',
      errors: { 'field:instance': 'This is missing.' },
    });
    const now = await deliver(stage, form({ private_metadata, state: { values: {} } }));
    expect(now).toMatchObject({ response_action: 'update', view: { callback_id: 'assay.form' } });
    expect(JSON.stringify(now)).toContain('This form is from an older version');
  });

  it.each([
    ['an event without a person', { type: 'event_callback', event: { type: 'app_home_opened', tab: 'home' } }],
    ['an event that is nothing', { type: 'event_callback', event: null }],
    ['an event about nothing', { type: 'event_callback', event: { type: 'reaction_added', item: null } }],
    ['an event of nobody', { type: 'event_callback', event: { type: 'team_join', user: null } }],
    ['an event that bears the name of one of the library', { event: { type: 'ws_message' } }],
    ['an event that would come twice', { event: { type: 'slack_event' } }],
    ['nothing at all', {}],
    ['a list', []],
    ['null', null],
  ])('%s is acked and no mistake of ours', async (_, payload) => {
    const stage = await openStage();
    expect(await deliver(stage, payload, 'events_api')).not.toBe('timeout');
    expect(stage.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('a search that cannot be read finds nothing', async () => {
    const stage = await openStage();
    expect(await deliver(stage, { type: 'block_suggestion', user, block_id: 'field:x', value: null })).toEqual({
      options: [],
    });
  });

  it('a shortcut and a button that nobody handles are answered', async () => {
    const stage = await openStage();
    await deliver(stage, { type: 'shortcut', callback_id: 'x', trigger_id: '1.2.3', user, team: null });
    await stage.slack.awaitMessage(({ text }) => text.includes('no longer in use'));
    await deliver(stage, click({ actions: [{ ...action, action_id: 'assay.other' }] }));
    await told(stage, 'no longer in use');
  });

  it('what fails on our side stays unacked, so that Slack says it failed', async () => {
    const stage = await openStage({ lives: { ackMs: 400 } });
    stage.does.desk = () => {
      throw new Error('a mistake');
    };
    const value = `r-${'a'.repeat(10)}|${'0'.repeat(10)}`;
    expect(await deliver(stage, click({ actions: [{ ...action, value }] }))).toBe('timeout');
    expect(stage.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('is named by its fields, never by what stands in them', () => {
    expect(unreadableAt(click({}))).toBeUndefined();
    expect(unreadableAt(click({ user: { id: 'xoxb-secret', team_id: 7 } }))).toBe('user.team_id');
    expect(unreadableAt('xoxb-secret')).toBe('type');
  });
});

describe('a message over the socket', () => {
  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['no envelope', '{"type":"events_api","payload":{}}'],
    ['an id that is none', '{"type":"events_api","envelope_id":7}'],
  ])('that is %s is passed over', (_, message) => {
    expect(plainly(message)).toBeUndefined();
  });

  it('of another kind comes as an envelope, whole', () => {
    const message = { envelope_id: 'e-1', payload: { event: null }, retry_attempt: 2 };
    expect(JSON.parse(plainly(JSON.stringify({ ...message, type: 'disconnected' })) ?? '')).toEqual({
      ...message,
      type: 'envelope',
    });
    expect(plainly('{"type":"hello","num_connections":1}')).toBe('{"type":"hello","num_connections":1}');
  });
});

describe('signed HTTP', () => {
  const signingSecret = 'shhh';
  const send = async (port: number | undefined, body: string, type: string): Promise<number> => {
    const stamp = String(Math.floor(Date.now() / 1000));
    const sign = createHmac('sha256', signingSecret).update(`v0:${stamp}:${body}`).digest('hex');
    const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, {
      method: 'POST',
      body,
      headers: { 'content-type': type, 'x-slack-request-timestamp': stamp, 'x-slack-signature': `v0=${sign}` },
    });
    await answer.text();
    return answer.status;
  };

  it('takes whatever is signed, and lives on', async () => {
    const { app, log } = await openStage(
      {},
      { transport: { mode: 'http', signingSecret, port: 0, host: '127.0.0.1' } },
    );
    const json = 'application/json';
    const urlencoded = 'application/x-www-form-urlencoded';
    expect(await send(app.port(), 'null', json)).toBe(400);
    expect(await send(app.port(), 'payload=%20null', urlencoded)).toBe(400);
    expect(await send(app.port(), 'payload=%7B', urlencoded)).toBe(400);
    for (const body of ['7', '"x"', '[]', '{}', 'true']) expect(await send(app.port(), body, json)).toBe(200);
    expect(await send(app.port(), 'command=/ami&command=/ami&text=x', urlencoded)).toBe(200);
    expect(await send(app.port(), 'x'.repeat(5 * 1024 * 1024), json)).toBe(413);
    expect(await send(app.port(), `payload=${encodeURIComponent(JSON.stringify(click({})))}`, urlencoded)).toBe(200);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
