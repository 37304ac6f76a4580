import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { defaultWorkspace } from '../../sandbox/slack/default-workspace.ts';
import { REQUESTS, ROSA } from './some-runs.ts';
import { eventually, openSlack, openStage } from './stage.ts';

const typed = { user: ROSA, channel: REQUESTS, text: '/ami show ami-1' };

describe('Socket Mode', () => {
  it('keeps two connections, and serves through the second while the first is renewed', async () => {
    const { slack, app } = await openStage();
    expect(slack.connectionCount()).toBe(2);
    expect(app.connected()).toBe(true);
    slack.disconnectSockets('refresh_requested');
    await slack.until(() => (slack.connectionCount() === 2 ? true : undefined), { timeoutMs: 8000 });
    expect(await slack.hands.type(typed)).toEqual({ ok: true });
  });

  it('comes back by itself after an outage, also when Slack refuses it for a while', async () => {
    const { slack, app } = await openStage();
    slack.faults.add({ kind: 'status', call: 'apps.connections.open', status: 503, times: 3 });
    slack.faults.add({ kind: 'error', call: 'apps.connections.open', code: 'invalid_auth', times: 1 });
    slack.dropSockets();
    await eventually(() => slack.connectionCount() === 0);
    await slack.until(() => (slack.connectionCount() === 2 ? true : undefined), { timeoutMs: 15_000 });
    expect(await slack.hands.type(typed)).toEqual({ ok: true });
    expect(app.connected()).toBe(true);
  });

  it('answers what came before it stops', async () => {
    const stage = await openStage();
    const { slack, app, does, asked } = stage;
    let finish: () => void = () => undefined;
    does.submit = () =>
      new Promise((resolve) => {
        finish = () => resolve({ kind: 'answer', message: { title: 'Just in time' } });
      });
    const waiting = slack.hands.type(typed);
    await eventually(() => asked.length > 0);
    const stopped = app.stop();
    finish();
    expect(await waiting).toEqual({ ok: true });
    await stopped;
    expect(app.connected()).toBe(false);
  });
});

describe('the start', () => {
  it.each([
    ['a bad bot token', { botToken: 'xoxb-wrong' }, /^SLACK_BOT_TOKEN, the bot token.*invalid_auth/],
    [
      'a bad app token',
      { transport: { mode: 'socket', appToken: 'xapp-wrong' } as const },
      /^SLACK_APP_TOKEN, the app-level token.*invalid_auth/,
    ],
    ['another workspace', { team: 'T0OTHER' }, /belongs to the workspace T0ASSAY, not to T0OTHER/],
  ])('fails with one sentence on %s', async (_, config, words) => {
    await expect(openStage({}, config)).rejects.toThrow(words);
  });

  it('names a scope that is missing', async () => {
    const scopes = defaultWorkspace.app.scopes.filter((scope) => scope !== 'usergroups:read');
    const workspace = { ...defaultWorkspace, app: { ...defaultWorkspace.app, scopes } };
    await expect(openStage({ workspace })).rejects.toThrow(/lacks the scope usergroups:read/);
  });

  it('names the port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const transport = { mode: 'http', signingSecret: 'secret', port, host: '127.0.0.1' } as const;
    await expect(openStage({}, { transport })).rejects.toThrow(`Port ${port} is taken`);
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('signed HTTP', () => {
  const signingSecret = 'shhh';
  const transport = { mode: 'http', signingSecret, port: 0, host: '127.0.0.1' } as const;
  const body = new URLSearchParams({
    command: '/ami',
    text: 'show ami-1',
    user_id: ROSA,
    team_id: 'T0ASSAY',
    channel_id: REQUESTS,
    trigger_id: '1.2.3',
    response_url: 'http://127.0.0.1:9/none',
  }).toString();

  async function send(port: number | undefined, options: { shift?: number; secret?: string; type?: string }) {
    const stamp = String(Math.floor(Date.now() / 1000) + (options.shift ?? 0));
    const sign = createHmac('sha256', options.secret ?? signingSecret)
      .update(`v0:${stamp}:${body}`)
      .digest('hex');
    const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, {
      method: 'POST',
      body,
      headers: {
        'content-type': options.type ?? 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': stamp,
        'x-slack-signature': `v0=${sign}`,
      },
    });
    return { status: answer.status, text: await answer.text() };
  }

  it('answers what Slack signed, and refuses forged, old and post-dated requests', async () => {
    const { app } = await openStage({}, { transport });
    const port = app.port();
    expect((await send(port, {})).text).toContain('Answered');
    expect((await send(port, { type: 'application/x-www-form-urlencoded; charset=utf-8' })).status).toBe(200);
    expect((await send(port, { secret: 'guess' })).status).toBe(401);
    expect((await send(port, { shift: -301 })).status).toBe(401);
    expect((await send(port, { shift: 400 })).status).toBe(401);
    expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404);
  });

  it('serves a whole conversation', async () => {
    const { app, slack: first } = await openStage({}, { transport });
    const requestUrl = `http://127.0.0.1:${app.port()}/slack/events`;
    const slack = await openSlack({ deliver: { kind: 'http', requestUrl, signingSecret } });
    expect(await slack.hands.type({ ...typed, text: '/ami show ami-1' })).toEqual({ ok: true });
    await slack.awaitMessage(({ text }) => text === 'Answered');
    expect(first.connectionCount()).toBe(0);
  });
});
