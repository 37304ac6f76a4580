import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultWorkspace } from '../../../sandbox/slack/default-workspace.ts';
import { type FakeSlack, startFakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { bareClient, people, places, refusalOf } from './start-bolt.ts';

let slack: FakeSlack;
let clock = 0;
const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'hello' } }];

beforeEach(async () => {
  clock = Date.now();
  slack = await startFakeSlack({ workspace: defaultWorkspace, now: () => clock });
});
afterEach(() => slack.close());

describe('tokens and scopes', () => {
  it('are checked as Slack does', async () => {
    expect(await refusalOf(bareClient(slack, 'xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await refusalOf(bareClient(slack, '').auth.test())).toBe('not_authed');
    expect(await refusalOf(bareClient(slack, slack.tokens.app).auth.test())).toBe('not_allowed_token_type');
    expect(await refusalOf(bareClient(slack).apps.connections.open())).toBe('not_allowed_token_type');
    slack.revokeBotToken();
    expect(await refusalOf(bareClient(slack).auth.test())).toBe('token_revoked');
  });

  it('names the scope that is missing', async () => {
    slack.setScopes(['chat:write']);
    const error = await bareClient(slack)
      .usergroups.list()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      data: { error: 'missing_scope', needed: 'usergroups:read', provided: 'chat:write' },
    });
    expect(await refusalOf(bareClient(slack).chat.postMessage({ channel: places.general, text: 'x' }))).toBe(
      'not_in_channel',
    );
  });

  it('says the scopes in a header, and the email only with its scope', async () => {
    const answer = await bareClient(slack).users.info({ user: people.rosa, include_locale: true });
    expect(answer.response_metadata?.scopes).toContain('chat:write');
    expect(answer.user).toMatchObject({ profile: { email: 'rosa@acorn.example' }, locale: 'en-US', is_bot: false });
    slack.setScopes(['users:read']);
    expect((await bareClient(slack).users.info({ user: people.rosa })).user?.profile?.email).toBeUndefined();
  });

  it('answers 501 to what it does not know', async () => {
    await expect(bareClient(slack).apiCall('chat.sing')).rejects.toBeInstanceOf(WebAPIHTTPError);
    expect(slack.unknownCalls).toEqual(['chat.sing']);
  });
});

describe('messages', () => {
  it('are posted, updated, deleted, and read back with their metadata', async () => {
    const client = bareClient(slack);
    const metadata = { event_type: 'op', event_payload: { id: 'r1' } };
    const posted = await client.chat.postMessage({ channel: places.requests, text: 'one', blocks, metadata });
    const ts = posted.ts ?? '';
    await client.chat.postMessage({ channel: places.requests, text: 'reply', thread_ts: ts });
    await client.chat.update({ channel: places.requests, ts, text: 'two' });
    const history = await client.conversations.history({ channel: places.requests, include_all_metadata: true });
    expect(history.messages).toMatchObject([{ text: 'two', metadata, reply_count: 1 }]);
    expect(history.messages?.[0]?.blocks).toBeUndefined();
    const thread = await client.conversations.replies({ channel: places.requests, ts });
    expect(thread.messages?.map((message) => message.text)).toEqual(['two', 'reply']);
    expect(thread.messages?.[0]?.metadata).toBeUndefined();
    const link = await client.chat.getPermalink({ channel: places.requests, message_ts: ts });
    expect(link.permalink).toContain(ts.replace('.', ''));
    await client.chat.delete({ channel: places.requests, ts });
    expect(await refusalOf(client.chat.update({ channel: places.requests, ts, text: 'x' }))).toBe('message_not_found');
  });

  it('are refused where Slack refuses them', async () => {
    const client = bareClient(slack);
    const post = (more: object) => refusalOf(client.chat.postMessage({ channel: places.requests, text: 'x', ...more }));
    expect(await post({ channel: 'C0NOWHERE1' })).toBe('channel_not_found');
    expect(await post({ text: '' })).toBe('no_text');
    expect(await post({ thread_ts: '1.000001' })).toBe('thread_not_found');
    expect(await post({ blocks: [{ type: 'nope' }] })).toBe('invalid_blocks');
    expect(await post({ metadata: { event_type: 'x' } })).toBe('invalid_metadata_format');
    expect(await post({ channel: people.dora })).toBe('user_disabled');
    const root = await client.chat.postMessage({ channel: people.rosa, text: 'direct' });
    expect(root.channel).toBe('D0ROSA0001');
    const reply = await client.chat.postMessage({ channel: root.channel ?? '', text: 'r', thread_ts: root.ts ?? '' });
    expect(await post({ channel: root.channel, thread_ts: reply.ts })).toBe('cannot_reply_to_message');
    await slack.archiveChannel(places.requests);
    expect(await post({})).toBe('is_archived');
  });

  it('are cut at 40,000 characters and updated with at most 4,000', async () => {
    const client = bareClient(slack);
    const posted = await client.chat.postMessage({ channel: places.requests, text: 'x'.repeat(40_001) });
    expect(posted.message?.text).toHaveLength(40_000);
    expect(posted.response_metadata?.warnings).toContain('message_truncated');
    const update = (length: number) => ({ channel: places.requests, ts: posted.ts ?? '', text: 'x'.repeat(length) });
    await client.chat.update(update(4000));
    expect(await refusalOf(client.chat.update(update(4001)))).toBe('msg_too_long');
  });

  it('of others and ephemeral ones cannot be updated', async () => {
    const client = bareClient(slack);
    await slack.hands.type({ user: people.rosa, channel: places.requests, text: 'mine' });
    const hers = await slack.awaitMessage((message) => message.text === 'mine');
    expect(await refusalOf(client.chat.update({ channel: hers.channel, ts: hers.ts, text: 'x' }))).toBe(
      'cant_update_message',
    );
    const note = await client.chat.postEphemeral({ channel: places.requests, user: people.rosa, text: 'psst' });
    const update = client.chat.update({ channel: places.requests, ts: note.message_ts ?? '', text: 'x' });
    expect(await refusalOf(update)).toBe('message_not_found');
    const seen = async (user: string) => (await slack.hands.state({ user })).messages.map((each) => each.text);
    expect(await seen(people.rosa)).toEqual(['mine', 'psst']);
    expect(await seen(people.ada)).toEqual(['mine']);
    const toAStranger = client.chat.postEphemeral({ channel: places.requests, user: people.olga, text: 'x' });
    expect(await refusalOf(toAStranger)).toBe('user_not_in_channel');
  });

  it('stay out of private channels and of history without membership', async () => {
    const client = bareClient(slack);
    slack.removeBot(places.requests);
    expect(await refusalOf(client.conversations.history({ channel: places.requests }))).toBe('not_in_channel');
    expect(await refusalOf(client.conversations.join({ channel: places.requests }))).toBe('missing_scope');
  });
});

describe('people, groups and channels', () => {
  it('are told with everything an authorisation must look at', async () => {
    const client = bareClient(slack);
    const info = async (user: string) => (await client.users.info({ user })).user;
    expect(await info(people.gus)).toMatchObject({ is_restricted: true });
    expect(await info(people.dora)).toMatchObject({ deleted: true });
    expect(await info(people.deploybot)).toMatchObject({ is_bot: true });
    const olga = await info(people.olga);
    expect(olga).toMatchObject({ team_id: 'T0OUTSIDE' });
    expect(olga).not.toHaveProperty('is_stranger');
    expect(await refusalOf(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
    expect(await refusalOf(client.users.lookupByEmail({ email: 'dora@acorn.example' }))).toBe('users_not_found');
  });

  it('tells disabled groups only to those who ask', async () => {
    const client = bareClient(slack);
    const handles = async (disabled: boolean) =>
      (await client.usergroups.list({ include_disabled: disabled })).usergroups?.map((group) => group.handle);
    expect(await handles(false)).toEqual(['ami-approvers']);
    expect(await handles(true)).toEqual(['ami-approvers', 'old-approvers']);
    expect(await refusalOf(client.usergroups.users.list({ usergroup: 'S0NONE' }))).toBe('no_such_subteam');
  });

  it('come in pages', async () => {
    const client = bareClient(slack);
    const first = await client.conversations.members({ channel: places.approvals, limit: 6 });
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await client.conversations.members({ channel: places.approvals, limit: 6, cursor });
    expect([...(first.members ?? []), ...(second.members ?? [])]).toHaveLength(10);
    expect(second.response_metadata?.next_cursor).toBe('');
    const channel = (await client.conversations.info({ channel: places.approvals })).channel;
    expect(channel).toMatchObject({ is_ext_shared: true, is_member: true });
  });
});

describe('rates', () => {
  it('lets one message a second into a channel after a short burst', async () => {
    const client = bareClient(slack);
    const post = () => client.chat.postMessage({ channel: places.requests, text: 'x' });
    for (let sent = 0; sent < 5; sent += 1) await post();
    await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
    await client.chat.postMessage({ channel: places.approvals, text: 'another channel' });
    clock += 1000;
    await post();
    await expect(post()).rejects.toBeInstanceOf(WebAPIRateLimitedError);
  });

  it('allows about 50 updates a minute in the whole workspace', async () => {
    const client = bareClient(slack);
    const { ts = '' } = await client.chat.postMessage({ channel: places.requests, text: 'x' });
    const update = () => client.chat.update({ channel: places.requests, ts, text: 'y' });
    for (let sent = 0; sent < 55; sent += 1) await update();
    await expect(update()).rejects.toMatchObject({ retryAfter: 60 });
    clock += 60_001;
    await update();
  });
});

describe('faults', () => {
  it('happen as scripted, each as often as asked', async () => {
    const client = bareClient(slack);
    const call = () => client.auth.test();
    slack.faults.add({ kind: 'status', call: 'auth.test', status: 503, times: 1 });
    slack.faults.add({ kind: 'throttle', call: '*', times: 1, retryAfterSeconds: 7 });
    slack.faults.add({ kind: 'error', call: 'auth.test', code: 'internal_error', times: 1 });
    slack.faults.add({ kind: 'delay', call: 'auth.test', ms: 1, times: 1 });
    await expect(call()).rejects.toBeInstanceOf(WebAPIHTTPError);
    await expect(call()).rejects.toMatchObject({ retryAfter: 7 });
    expect(await refusalOf(call())).toBe('internal_error');
    expect((await call()).ok).toBe(true);
    expect(slack.calls.map((each) => each.result)).toEqual(['http_503', 'ratelimited', 'internal_error', 'ok']);
  });

  it('loses an answer after the work is done', async () => {
    slack.faults.add({ kind: 'lost-answer', call: 'chat.postMessage', times: 1 });
    const call = bareClient(slack).chat.postMessage({ channel: places.requests, text: 'sent' });
    await expect(call).rejects.toBeInstanceOf(WebAPIRequestError);
    expect(slack.messages().map((message) => message.text)).toEqual(['sent']);
    expect(slack.calls.at(-1)?.result).toBe('lost');
  });
});

describe('blocks.validate', () => {
  it('needs no token', async () => {
    const client = bareClient(slack, '');
    expect((await client.apiCall('blocks.validate', { blocks })).ok).toBe(true);
    expect(await refusalOf(client.apiCall('blocks.validate', { blocks: [{ type: 'x' }] }))).toBe('invalid_blocks');
  });
});
