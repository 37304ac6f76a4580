import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultWorkspace } from '../../../sandbox/slack/default-workspace.ts';
import { type FakeSlack, startFakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { bareClient, people, places, refusalOf } from './start-bolt.ts';

const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
let slack: FakeSlack;
let clock = 0;
beforeEach(async () => {
  clock = Date.now();
  slack = await startFakeSlack({ workspace: defaultWorkspace, now: () => clock });
});
afterEach(() => slack.close());

const announce = (length = png.length) =>
  bareClient(slack).files.getUploadURLExternal({ filename: 'a.png', length }) as Promise<{
    upload_url: string;
    file_id: string;
  }>;
const send = async (url: string, body: Uint8Array) =>
  (await fetch(url, { method: 'POST', body: Buffer.from(body) })).status;
const complete = (id: string) => bareClient(slack).files.completeUploadExternal({ files: [{ id, title: 'A' }] });
const post = (id: string) =>
  bareClient(slack).chat.postMessage({
    channel: places.requests,
    text: 'x',
    blocks: [{ type: 'image', alt_text: 'x', slack_file: { id } }],
  });

describe('an upload', () => {
  it('is announced, sent, completed, looked at, and then a block may show it', async () => {
    const { upload_url, file_id } = await announce();
    expect(await refusalOf(complete(file_id))).toBe('file_not_found');
    expect(await send(upload_url, png)).toBe(200);
    expect(await refusalOf(post(file_id))).toBe('invalid_blocks');
    await complete(file_id);
    expect(await refusalOf(post(file_id))).toBe('invalid_blocks');
    clock += 1000;
    const blocks = [{ type: 'image' as const, alt_text: 'x', slack_file: { id: file_id } }];
    const to = { channel: places.requests, user: people.rosa };
    await bareClient(slack).chat.postEphemeral({ ...to, text: 'x', blocks });
    expect(await refusalOf(complete(file_id))).toBe('file_not_found');
    expect(slack.picture({ user: people.rosa, id: file_id })).toEqual(png);
    expect(slack.picture({ user: people.max, id: file_id })).toBeUndefined();
  });

  it('takes its address once, and the announced size only', async () => {
    const first = await announce();
    expect(await send(first.upload_url, png)).toBe(200);
    expect(await send(first.upload_url, png)).toBe(404);
    const second = await announce(5);
    expect(await send(second.upload_url, png)).toBe(400);
    expect(await refusalOf(complete(second.file_id))).toBe('file_not_found');
    expect(await refusalOf(announce(0))).toBe('missing_argument');
  });

  it('needs its scope', async () => {
    slack.setScopes(['chat:write']);
    expect(await refusalOf(announce())).toBe('missing_scope');
  });

  it('of something that is no picture is never shown', async () => {
    const { upload_url, file_id } = await announce(3);
    await send(upload_url, Buffer.from('abc'));
    await complete(file_id);
    clock += 1000;
    expect(await refusalOf(post(file_id))).toBe('invalid_blocks');
  });
});

it.each([
  [{ id: 'F0AAAAAAAAA' }, 'invalid slack file'],
  [{ id: 'https://files.example/x' }, 'must match regex'],
  [{}, 'must define either id or url'],
  [{ id: 'F0AAAAAAAAA', url: 'x' }, 'must define either id or url'],
])('a file that is not there is refused with its place: %o', async (slack_file, words) => {
  const blocks = [{ type: 'image' as const, alt_text: 'x', slack_file: slack_file as { id: string } }];
  const error = (await bareClient(slack)
    .chat.postMessage({ channel: places.requests, text: 'x', blocks })
    .catch((thrown: unknown) => thrown)) as { data: { response_metadata: { messages: string[] } } };
  expect(error.data.response_metadata.messages.join()).toMatch(new RegExp(`${words}.*/blocks/0/slack_file`));
});
