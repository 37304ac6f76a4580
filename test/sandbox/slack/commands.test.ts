import type { App } from '@slack/bolt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultWorkspace } from '../../../sandbox/slack/default-workspace.ts';
import { type FakeSlack, startFakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { people, places, type Running, startHttpBolt, startSocketBolt } from './start-bolt.ts';

/** The text after "/ami" chooses how to acknowledge. */
function prepare(seen: Record<string, unknown>[]): (app: App) => void {
  return (app) => {
    app.command('/ami', async ({ command, ack, respond, say }) => {
      seen.push(command);
      const [verb] = command.text.split(' ');
      if (verb === 'silent') return;
      if (verb === 'text') return await ack('only you');
      if (verb === 'channel') return await ack({ response_type: 'in_channel', text: 'for all' });
      if (verb === 'echo') return await ack({ response_type: 'in_channel' });
      if (verb === 'broken') return await ack({ blocks: [{ type: 'header', text: { type: 'plain_text', text: '' } }] });
      await ack();
      if (verb === 'respond') await respond({ text: 'later', response_type: 'in_channel' });
      if (verb === 'say') await say('said');
    });
  };
}

const kinds = [
  ['Socket Mode', startSocketBolt],
  ['signed HTTP', startHttpBolt],
] as const;

describe.each(kinds)('slash commands over %s', (_kind, start) => {
  const seen: Record<string, unknown>[] = [];
  let running: Running;
  let slack: FakeSlack;
  beforeAll(async () => {
    running = await start(prepare(seen), { strictRates: false });
    slack = running.slack;
  });
  afterAll(() => running.stop());
  const type = (text: string, user: string = people.rosa) => slack.hands.type({ user, channel: places.requests, text });
  const last = () => slack.messages().at(-1);

  it('carry what Slack sends', async () => {
    expect(await type('/ami create <x> & y')).toEqual({ ok: true });
    expect(seen.at(-1)).toMatchObject({
      command: '/ami',
      text: 'create &lt;x&gt; &amp; y',
      user_id: people.rosa,
      channel_id: places.requests,
      channel_name: 'ami-requests',
      team_id: 'T0ASSAY',
      is_enterprise_install: 'false',
    });
  });

  it('escape mentions, channels and links', async () => {
    await type(
      '/ami a @ada #ami-approvals @ami-approvers https://x.example/?a=1 me@acorn.example @nobody <@U0MAX00001>',
    );
    expect(seen.at(-1)?.['text']).toBe(
      'a <@U0ADA00001> <#C0APPROVALS|ami-approvals> <!subteam^S0APPROVERS|@ami-approvers> ' +
        '<https://x.example/?a=1> me@acorn.example @nobody <@U0MAX00001>',
    );
  });

  it('are acknowledged with a text for the person', async () => {
    expect(await type('/ami text')).toEqual({ ok: true });
    expect(last()).toMatchObject({ text: 'only you', ephemeralTo: people.rosa });
  });

  it('are acknowledged in the channel, with the line itself', async () => {
    await type('/ami channel');
    expect(slack.messages().slice(-2)).toMatchObject([
      { text: '/ami channel', user: people.rosa },
      { text: 'for all', user: people.assay },
    ]);
    await type('/ami echo');
    expect(last()).toMatchObject({ text: '/ami echo', user: people.rosa });
  });

  it('show operation_timeout when nobody acknowledges', async () => {
    expect(await type('/ami silent')).toEqual({ ok: false, error: 'operation_timeout' });
  });

  it('show an error for an ack Slack would not take', async () => {
    const before = slack.problems.length;
    expect(await type('/ami broken')).toEqual({ ok: false, error: 'invalid_blocks' });
    expect(slack.problems.slice(before).join()).toContain('json-pointer:/blocks/0/text/text');
  });

  it('can be answered later, and by say()', async () => {
    await type('/ami respond');
    await slack.awaitMessage((message) => message.text === 'later' && message.ephemeralTo === undefined);
    await type('/ami say');
    await slack.awaitMessage((message) => message.text === 'said');
  });

  it('are refused by Slack itself where it does so', async () => {
    const count = seen.length;
    const said = await slack.hands.type({ user: people.rosa, channel: places.requests, text: 'root' });
    expect(said).toEqual({ ok: true });
    const threadTs = last()?.ts ?? '';
    const errors = [
      await type('/other x'),
      await type('/ami x', people.dora),
      await type('/ami x', people.deploybot),
      await slack.hands.type({ user: people.olga, channel: places.approvals, text: '/ami x' }),
      await slack.hands.type({ user: people.rosa, channel: places.requests, text: '/ami x', threadTs }),
      await slack.hands.type({ user: people.gus, channel: places.general, text: '/ami x' }),
    ].map((answer) => answer.error);
    expect(errors).toEqual([
      'invalid_command',
      'account_inactive',
      'user_is_bot',
      'restricted_action',
      'not_supported_in_threads',
      'channel_not_found',
    ]);
    expect(seen).toHaveLength(count);
  });

  it('can be delivered twice', async () => {
    const count = seen.length;
    await type('/ami twice');
    expect(await slack.redeliverLast()).toEqual({ ok: true });
    expect(seen).toHaveLength(count + 2);
    expect(seen.at(-1)).toEqual(seen.at(-2));
  });

  it('leave nothing unknown behind', () => {
    expect(slack.unknownCalls).toEqual([]);
  });
});

it('shows dispatch_failed when no app is there', async () => {
  const socket = await startFakeSlack({ workspace: defaultWorkspace });
  const deliver = { kind: 'http', requestUrl: 'http://127.0.0.1:9/', signingSecret: 'x' } as const;
  const http = await startFakeSlack({ workspace: defaultWorkspace, deliver });
  for (const slack of [socket, http]) {
    const answer = await slack.hands.type({ user: people.rosa, channel: places.requests, text: '/ami x' });
    expect(answer).toEqual({ ok: false, error: 'dispatch_failed' });
    await slack.close();
  }
});
