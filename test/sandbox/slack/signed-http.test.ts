import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultWorkspace } from '../../../sandbox/slack/default-workspace.ts';
import { signatureOf } from '../../../sandbox/slack/signed-http.ts';
import { type FakeSlack, startFakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { people, places, startHttpBolt } from './start-bolt.ts';

const requests: { headers: IncomingHttpHeaders; body: string }[] = [];
let answer: { status: number; headers: Record<string, string>; body: string } = { status: 200, headers: {}, body: '' };
let slack: FakeSlack;
let arrived: (() => void) | undefined;
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
  response.writeHead(answer.status, answer.headers).end(answer.body);
  arrived?.();
});

beforeEach(async () => {
  requests.length = 0;
  answer = { status: 200, headers: {}, body: '' };
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const deliver = { kind: 'http', requestUrl, signingSecret: 'shh' } as const;
  slack = await startFakeSlack({ workspace: defaultWorkspace, deliver, lives: { eventRetryMs: [0, 1, 1] } });
});
afterEach(async () => {
  await slack.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const line = { user: people.rosa, channel: places.requests, text: '/ami a b' };

it('signs the raw body and sends exactly the content type Bolt wants', async () => {
  expect(await slack.hands.type(line)).toEqual({ ok: true });
  const { headers, body } = requests[0] ?? { headers: {}, body: '' };
  expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  const timestamp = Number(headers['x-slack-request-timestamp']);
  expect(headers['x-slack-signature']).toBe(signatureOf('shh', timestamp, body));
  expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({ command: '/ami', text: 'a b' });
});

it('reads text and JSON in the answer, and takes errors for failures', async () => {
  answer = { ...answer, body: 'plain words' };
  await slack.hands.type(line);
  answer = { ...answer, body: JSON.stringify({ text: 'json words' }) };
  await slack.hands.type(line);
  expect(slack.messages().map((message) => message.text)).toEqual(['plain words', 'json words']);
  answer = { ...answer, status: 500 };
  expect(await slack.hands.type(line)).toEqual({ ok: false, error: 'dispatch_failed' });
});

it('retries events with headers, unless told not to', async () => {
  answer = { ...answer, status: 500 };
  const four = new Promise<void>((resolve) => {
    arrived = () => requests.length === 4 && resolve();
  });
  await slack.hands.openHome({ user: people.rosa });
  await four;
  expect(requests.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
  expect(requests[1]?.headers['x-slack-retry-reason']).toBe('http_error');
  expect(requests[1]?.headers['content-type']).toBe('application/json');
  requests.length = 0;
  answer = { ...answer, headers: { 'x-slack-no-retry': '1' } };
  await slack.hands.openHome({ user: people.ada });
  expect(requests).toHaveLength(1);
});

it('is refused by Bolt when the secret is another', async () => {
  const seen: string[] = [];
  const running = await startHttpBolt((app) => {
    app.command('/ami', async ({ command, ack }) => {
      seen.push(command.text);
      await ack();
    });
  });
  const deliver = { kind: 'http', requestUrl: running.requestUrl, signingSecret: 'another' } as const;
  const forger = await startFakeSlack({ workspace: defaultWorkspace, deliver });
  expect(await forger.hands.type(line)).toEqual({ ok: false, error: 'dispatch_failed' });
  expect(await running.slack.hands.type(line)).toEqual({ ok: true });
  expect(seen).toEqual(['a b']);
  await forger.close();
  await running.stop();
});
