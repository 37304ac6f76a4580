import type { App } from '@slack/bolt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { defaultWorkspace } from '../../../sandbox/slack/default-workspace.ts';
import { type FakeSlack, startFakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { bareClient, people, places, type Running, refusalOf, startHttpBolt, startSocketBolt } from './start-bolt.ts';

interface Seen {
  readonly type: string;
  readonly body: Record<string, unknown>;
  readonly retryNum: number | undefined;
}

const seen: Seen[] = [];
const waiting: (() => void)[] = [];

function prepare(app: App): void {
  app.use(async ({ body, context, next }) => {
    const event = (body as { event?: { type: string } }).event;
    if (event !== undefined) seen.push({ type: event.type, body: { ...body }, retryNum: context.retryNum });
    for (const wake of waiting.splice(0)) wake();
    await next();
  });
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'Nothing waits for you' } } as const];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
}

async function untilSeen(type: string): Promise<Seen> {
  for (;;) {
    const found = seen.find((each) => each.type === type);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
}

const kinds = [
  ['Socket Mode', startSocketBolt],
  ['signed HTTP', startHttpBolt],
] as const;

describe.each(kinds)('events over %s', (_kind, start) => {
  let running: Running;
  let slack: FakeSlack;
  beforeAll(async () => {
    seen.length = 0;
    running = await start(prepare, { strictRates: false });
    slack = running.slack;
  });
  afterAll(() => running.stop());

  it('come when the home tab is opened, and the app publishes it', async () => {
    const user = people.rosa;
    expect(await slack.hands.openHome({ user })).toEqual({ ok: true });
    const opened = await untilSeen('app_home_opened');
    expect(opened.body).toMatchObject({
      type: 'event_callback',
      api_app_id: 'A0ASSAY001',
      event: { tab: 'home', user },
    });
    expect(opened.body['event_id']).toMatch(/^Ev/);
    expect(await slack.awaitView(user, (view) => view.type === 'home')).toMatchObject({ user });
    const publish = bareClient(slack).views.publish({ user_id: user, hash: 'old', view: { type: 'home', blocks: [] } });
    expect(await refusalOf(publish)).toBe('hash_conflict');
  });

  it('come for direct messages and mentions', async () => {
    await slack.hands.type({ user: people.rosa, channel: 'D0ROSA0001', text: 'hello' });
    expect((await untilSeen('message')).body['event']).toMatchObject({ channel_type: 'im', text: 'hello' });
    await slack.hands.type({ user: people.olga, channel: places.approvals, text: '@assay help' });
    const mention = await untilSeen('app_mention');
    expect(mention.body).toMatchObject({
      is_ext_shared_channel: true,
      event: { user: people.olga, text: '<@U0ASSAYBOT> help', user_team: 'T0OUTSIDE' },
    });
  });

  it('come when people and groups change', async () => {
    await slack.setGroup('S0APPROVERS', [people.ada, people.max]);
    const changed = await untilSeen('subteam_members_changed');
    expect(changed.body['event']).toMatchObject({ subteam_id: 'S0APPROVERS', added_users: [people.max] });
    const answer = await bareClient(slack).usergroups.users.list({ usergroup: 'S0APPROVERS' });
    expect(answer.users).toEqual([people.ada, people.max]);
    await slack.setUser(people.ada, { isDeleted: true });
    expect((await untilSeen('user_change')).body['event']).toMatchObject({ user: { id: people.ada, deleted: true } });
    await slack.setGroup('S0APPROVERS', [people.ada], { isDisabled: true });
    const groups = await bareClient(slack).usergroups.list({ include_disabled: true });
    expect(groups.usergroups?.[0]?.date_delete).toBeGreaterThan(0);
  });
});

it('sends an event again when it was not acknowledged, with the same id', async () => {
  const attempts: { id: unknown; retry: unknown; reason: unknown }[] = [];
  const slack = await startFakeSlack({ workspace: defaultWorkspace, lives: { ackMs: 30, eventRetryMs: [0, 5, 10] } });
  const { url = '' } = await bareClient(slack, slack.tokens.app).apps.connections.open();
  const socket = new WebSocket(url);
  const done = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Record<string, unknown>;
      if (message['type'] === 'hello') void slack.hands.openHome({ user: people.rosa });
      if (message['type'] !== 'events_api') return;
      const { event_id: id } = message['payload'] as { event_id: string };
      attempts.push({ id, retry: message['retry_attempt'], reason: message['retry_reason'] });
      if (attempts.length === 4) resolve();
    });
  });
  await done;
  expect(new Set(attempts.map((each) => each.id)).size).toBe(1);
  expect(attempts.map((each) => each.retry)).toEqual([undefined, 1, 2, 3]);
  expect(attempts[1]?.reason).toBe('http_timeout');
  await slack.close();
});

it('sends nothing that was not subscribed to or that the scopes do not cover', async () => {
  seen.length = 0;
  const running = await startSocketBolt(prepare);
  running.slack.setScopes(['chat:write']);
  await running.slack.hands.type({ user: people.rosa, channel: 'D0ROSA0001', text: 'hello' });
  await running.slack.hands.type({ user: people.rosa, channel: places.requests, text: '@assay help' });
  expect(seen).toEqual([]);
  await running.stop();
});
