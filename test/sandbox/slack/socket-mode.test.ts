import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { defaultWorkspace } from '../../../sandbox/slack/default-workspace.ts';
import { type FakeSlack, startFakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { bareClient, people, places, type Running, startSocketBolt } from './start-bolt.ts';

let toStop: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of toStop.reverse()) await stop();
  toStop = [];
});

async function connect(slack: FakeSlack, url?: string): Promise<{ first: Record<string, unknown>; socket: WebSocket }> {
  const opened = url ?? (await bareClient(slack, slack.tokens.app).apps.connections.open()).url ?? '';
  const socket = new WebSocket(opened);
  const first = await new Promise<Record<string, unknown>>((resolve, reject) => {
    socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString()) as Record<string, unknown>));
    socket.once('error', reject);
  });
  return { first, socket };
}

async function bare(): Promise<FakeSlack> {
  const slack = await startFakeSlack({ workspace: defaultWorkspace, lives: { pingEveryMs: 20 } });
  toStop.push(() => slack.close());
  return slack;
}

async function withApp(seen: string[], choose?: (count: number) => number): Promise<Running> {
  const running = await startSocketBolt(
    (app) => {
      app.command('/ami', async ({ command, ack }) => {
        seen.push(command.text);
        await ack();
      });
    },
    choose === undefined ? {} : { chooseConnection: choose },
  );
  toStop.push(running.stop);
  return running;
}

const line = (text: string) => ({ user: people.rosa, channel: places.requests, text: `/ami ${text}` });

describe('connections', () => {
  it('begin with hello, on a URL good for one of them', async () => {
    const slack = await bare();
    const { url = '' } = await bareClient(slack, slack.tokens.app).apps.connections.open();
    const { first } = await connect(slack, url);
    expect(first).toMatchObject({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0ASSAY001' } });
    await expect(connect(slack, url)).rejects.toThrow('408');
  });

  it('are ten at most', async () => {
    const slack = await bare();
    for (let open = 0; open < 10; open += 1) await connect(slack);
    expect((await connect(slack)).first).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    expect(slack.connectionCount()).toBe(10);
  });

  it('are pinged, and answer pings', async () => {
    const slack = await bare();
    const { socket } = await connect(slack);
    await new Promise((resolve) => socket.once('ping', resolve));
    const pong = new Promise((resolve) => socket.once('pong', resolve));
    socket.ping();
    await pong;
  });
});

describe('payloads', () => {
  it('go to exactly one of the connections', async () => {
    const seen: string[] = [];
    let turn = 0;
    const counts: number[] = [];
    const { slack } = await withApp(seen, (count) => {
      counts.push(count);
      turn += 1;
      return turn % count;
    });
    for (const text of ['a', 'b', 'c']) expect(await slack.hands.type(line(text))).toEqual({ ok: true });
    expect(counts).toEqual([2, 2, 2]);
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('fail in the gap of a refresh, and arrive when the app is back', async () => {
    const seen: string[] = [];
    const { slack } = await withApp(seen);
    slack.disconnectSockets('refresh_requested');
    expect((await slack.hands.state({ user: people.rosa })).appConnected).toBe(false);
    expect(await slack.hands.type(line('lost'))).toEqual({ ok: false, error: 'dispatch_failed' });
    await slack.until(() => (slack.connectionCount() === 2 ? true : undefined));
    expect(await slack.hands.type(line('found'))).toEqual({ ok: true });
    expect(seen).toEqual(['found']);
  });

  it('survive sockets that are cut', async () => {
    const seen: string[] = [];
    const { slack } = await withApp(seen);
    slack.dropSockets();
    await slack.until(() => (slack.connectionCount() === 0 ? true : undefined));
    await slack.until(() => (slack.connectionCount() === 2 ? true : undefined));
    expect(await slack.hands.type(line('again'))).toEqual({ ok: true });
  });

  it('time out on a connection that never answers, and a late ack is noted', async () => {
    const slack = await startFakeSlack({ workspace: defaultWorkspace, lives: { ackMs: 50 } });
    toStop.push(() => slack.close());
    const { socket } = await connect(slack);
    const envelope = new Promise<string>((resolve) =>
      socket.once('message', (data: Buffer) => resolve(data.toString())),
    );
    expect(await slack.hands.type(line('x'))).toEqual({ ok: false, error: 'operation_timeout' });
    const {
      envelope_id: id,
      type,
      accepts_response_payload: accepts,
    } = JSON.parse(await envelope) as Record<string, unknown>;
    expect({ type, accepts }).toEqual({ type: 'slash_commands', accepts: true });
    const ponged = new Promise((resolve) => socket.once('pong', resolve));
    socket.send(JSON.stringify({ envelope_id: id, payload: { text: 'late' } }));
    socket.ping();
    await ponged;
    expect(slack.problems.join()).toContain('ack too late');
    expect(slack.messages()).toEqual([]);
  });
});
