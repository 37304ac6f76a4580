import { request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SlackState } from '../../../sandbox/contract.ts';
import { defaultWorkspace } from '../../../sandbox/slack/default-workspace.ts';
import { type FakeSlack, startFakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { people, places } from './start-bolt.ts';

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack({ workspace: defaultWorkspace });
});
afterEach(() => slack.close());

const post = (hand: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${slack.url}/world/slack/${hand}`, { method: 'POST', headers, body: JSON.stringify(body) });

it('lends the hands over HTTP', async () => {
  const typed = await post('type', { user: people.rosa, channel: places.requests, text: 'hi @ada' });
  expect(await typed.json()).toEqual({ ok: true });
  const state = (await (await post('state', { user: people.ada })).json()) as SlackState;
  expect(state.messages).toMatchObject([{ text: 'hi <@U0ADA00001>', user: people.rosa }]);
  expect(state).toMatchObject({ me: people.ada, teamName: 'Acorn', command: '/ami', appConnected: false });
  expect(state.users.find((user) => user.id === people.olga)).toMatchObject({ isStranger: true, teamId: 'T0OUTSIDE' });
  expect(state.channels.filter((channel) => channel.isDirect).map((channel) => channel.id)).toEqual(['D0ADA00001']);
});

it('refuses what it does not know, and pages from elsewhere', async () => {
  expect((await post('sing', { user: people.rosa })).status).toBe(404);
  expect((await post('toString', { user: people.rosa })).status).toBe(404);
  expect((await post('state', {})).status).toBe(400);
  expect(await (await post('state', { user: 'U0NOBODY' })).json()).toEqual({ ok: false, error: 'user_not_found' });
  expect((await post('state', { user: people.rosa }, { origin: 'https://evil.example' })).status).toBe(404);
  const rebound = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { host: 'evil.example' };
    const asked = request(`${slack.url}/world/slack/state`, { method: 'POST', headers }, (got) =>
      resolve(got.statusCode),
    );
    asked.on('error', reject).end('{}');
  });
  expect(rebound).toBe(404);
});

it('shows an outsider and a guest only their own channels', async () => {
  const seen = async (user: string) => (await slack.hands.state({ user })).channels.map((channel) => channel.name);
  expect(await seen(people.olga)).toEqual(['ami-approvals']);
  expect(await seen(people.gus)).toEqual(['ami-requests', 'ami-approvals', 'directmessage']);
  expect(await seen(people.rosa)).toContain('prod-alerts');
});

it('says once that something changed, however much did', async () => {
  const stream = await fetch(`${slack.url}/world/slack/events`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('hello');
  for (const text of ['a', 'b', 'c']) await slack.hands.type({ user: people.rosa, channel: places.requests, text });
  expect((await reader?.read())?.value).toBe('data: changed\n\n');
  await reader?.cancel();
});
