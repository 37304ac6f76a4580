import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault, HandsAnswer, SlackHands, SlackMessage, SlackView } from '../contract.ts';
import { answerResponseUrl } from './answer-response-url.ts';
import { type Ack, type Carrier, type Courier, type Delivery, errorOf } from './carrier.ts';
import { EventSender } from './event-sender.ts';
import { FaultList, type FaultRule } from './fault-list.ts';
import { type Click, click } from './hands/click.ts';
import { type Desk, tryHand } from './hands/desk.ts';
import { makeHands } from './hands/make-hands.ts';
import { shownMessage, shownView, stateFor } from './hands/state-for.ts';
import { hold, passing, type SeenSlackCall, type SlackInterceptor } from './interceptor.ts';
import { parseJson } from './json.ts';
import { defaultLives, type Lives } from './lives.ts';
import { loadMethods } from './load-methods.ts';
import { RateLimits } from './rate-limits.ts';
import { readArguments, readBody } from './read-body.ts';
import { receiveUpload } from './receive-upload.ts';
import { makeSignedHttp } from './signed-http.ts';
import { type DisconnectReason, SocketHub } from './socket-hub.ts';
import { Tokens } from './tokens.ts';
import { answerCall, type CallRecord } from './web-api.ts';
import { makeControls, type WorkspaceControls } from './workspace-controls.ts';
import type { WorkspaceSeed } from './workspace-seed.ts';
import { makeWorld } from './world.ts';
import { answerHands, isLocal, streamChanges } from './world-routes.ts';

export interface FakeSlackOptions {
  readonly workspace: WorkspaceSeed;
  /** 0 or left out: any free port. */
  readonly port?: number;
  /** Socket Mode when left out. */
  readonly deliver?:
    | { readonly kind: 'socket' }
    | { readonly kind: 'http'; readonly requestUrl: string; readonly signingSecret: string };
  /** Slack's own rates; `false` allows twenty times as much. True when left out. */
  readonly strictRates?: boolean;
  /** Shorter lives for tests; Slack's own where left out. */
  readonly lives?: Partial<Lives>;
  /** Milliseconds since 1970, for ages and rates. Deadlines of acks run on the real clock. */
  readonly now?: () => number;
  /** Which of `count` open connections gets a payload; at random when left out. */
  readonly chooseConnection?: (count: number) => number;
}

export interface FakeSlack extends WorkspaceControls {
  /** "http://127.0.0.1:1234" */
  readonly url: string;
  /** Bolt's `clientOptions.slackApiUrl`. */
  readonly apiUrl: string;
  /** The same for one process, by which `intercept` knows it: any word. */
  readonly apiUrlOf: (sender: string) => string;
  /** Stands inside the server from now on; nobody does when left out. */
  readonly intercept: (interceptor?: SlackInterceptor) => void;
  readonly hands: SlackHands;
  readonly tokens: { readonly bot: string; readonly app: string; readonly signingSecret: string };
  readonly faults: {
    readonly add: (fault: Fault) => void;
    /** Decides over every call that nothing scripted hits; left out: none does. `response_url` is a call as well. */
    readonly by: (rule?: FaultRule) => void;
    readonly clear: () => void;
  };
  /** Who carries payloads to the app; left out: at once, once. */
  readonly carryBy: (courier?: Courier) => void;
  readonly calls: readonly CallRecord[];
  /** Methods the app called which do not exist here. A test should end with none. */
  readonly unknownCalls: readonly string[];
  /** Answers of the app that Slack would not have taken. A test should end with none. */
  readonly problems: readonly string[];
  /** Every message there is, ephemerals of everyone included. */
  readonly messages: () => readonly SlackMessage[];
  /** A picture's bytes, for somebody who sees a message or view that shows it. */
  readonly picture: (input: { readonly user: string; readonly id: string }) => Uint8Array | undefined;
  readonly close: () => Promise<void>;
  /** Returns the function that stops listening. */
  readonly onChange: (listener: () => void) => () => void;
  /** The first message that fits, now or after a change. Rejects after `timeoutMs` (5 s). */
  readonly awaitMessage: (
    fits: (message: SlackMessage) => boolean,
    options?: { readonly timeoutMs?: number },
  ) => Promise<SlackMessage>;
  /** The first view of this person that fits: topmost modal first, the home tab last. */
  readonly awaitView: (
    user: string,
    fits: (view: SlackView) => boolean,
    options?: { readonly timeoutMs?: number },
  ) => Promise<SlackView>;
  /** The first value of `probe` that is not `undefined`, now or after a change. Rejects after `timeoutMs` (5 s). */
  readonly until: <T>(
    probe: () => T | undefined,
    options?: { readonly timeoutMs?: number; readonly what?: string },
  ) => Promise<T>;
  readonly connectionCount: () => number;
  readonly disconnectSockets: (reason: DisconnectReason) => void;
  /** Cuts so many sockets without a word, all when left out. */
  readonly dropSockets: (most?: number) => void;
  /** Like `hands.click`, by someone whose screen still shows what the message once was. */
  readonly clickStale: (input: Click) => Promise<HandsAnswer>;
  /** Sends the last payload once more, as a network that stutters would. */
  readonly redeliverLast: () => Promise<HandsAnswer>;
  /** Sends the app any payload at all, signed like every other: also one that no client of Slack would send. */
  readonly send: (delivery: Delivery) => Promise<Ack>;
  /** What a payload of this person carries to be answered by; unused so far. */
  readonly issue: (user: string, channel: string) => { readonly trigger_id: string; readonly response_url: string };
  readonly setScopes: (scopes: readonly string[]) => void;
  readonly revokeBotToken: () => void;
}

/** Starts a workspace on 127.0.0.1. */
export async function startFakeSlack(options: FakeSlackOptions): Promise<FakeSlack> {
  const now = options.now ?? Date.now;
  const lives: Lives = { ...defaultLives, ...options.lives };
  const world = makeWorld(options.workspace, lives, now);
  const deliver = options.deliver ?? { kind: 'socket' };
  const tokens = new Tokens(options.workspace.app.scopes, deliver.kind === 'http' ? deliver.signingSecret : undefined);
  const methods = await loadMethods();
  const faults = new FaultList();
  const limits = new RateLimits(now, options.strictRates ?? true);
  const calls: CallRecord[] = [];
  const unknownCalls: string[] = [];
  let origin = '';
  let interceptor = passing;

  const hub = new SocketHub({
    appId: options.workspace.app.id,
    lives,
    origin: () => origin.replace('http', 'ws'),
    onChange: () => world.bell.ring(),
    onProblem: (problem) => void world.problems.push(problem),
    passing: async (ack, sent) => {
      const call = { name: 'ack', sender: undefined, sent };
      if ((await interceptor.before(call)) === 'cut') return;
      ack();
      await interceptor.after(call);
    },
    ...(options.chooseConnection === undefined ? {} : { choose: options.chooseConnection }),
  });
  const carrier: Carrier = deliver.kind === 'socket' ? hub : makeSignedHttp({ ...deliver, ackMs: lives.ackMs });
  let last: Delivery | undefined;
  let courier: Courier = (delivery, pass) => pass(delivery);
  const send = (delivery: Delivery) => {
    last = delivery;
    return courier(delivery, carrier.send);
  };
  const events = new EventSender({ world, carrier: { ...carrier, send }, scopes: () => tokens.scopes });
  const desk: Desk = {
    world,
    carrier,
    events,
    deliver: send,
    responseUrl: (target) => `${origin}/respond/${world.responseUrls.issue(target)}`,
    offered: new Map(),
    messageValues: new Map(),
  };
  const hands = makeHands(desk);
  const parts = {
    world,
    methods,
    tokens,
    limits,
    faults,
    calls,
    unknownCalls,
    newSocketUrl: () => hub.newUrl(),
    origin: () => origin,
  };

  /** Answers what the app sends, with somebody standing before and behind it. */
  const intercepted = async (
    call: SeenSlackCall,
    request: IncomingMessage,
    response: ServerResponse,
    work: () => Promise<void>,
  ): Promise<void> => {
    if ((await interceptor.before(call)) === 'cut') return void request.socket.destroy();
    const release = hold(response);
    await work();
    if ((await interceptor.after(call)) === 'cut') return void request.socket.destroy();
    release();
  };
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, sender, path = url.pathname] = /^\/as\/([^/]+)(\/.*)$/.exec(url.pathname) ?? [];
    const [, area = '', ...rest] = path.split('/');
    const at = rest.join('/');
    const seen = (name: string, sent: unknown, work: () => Promise<void>) =>
      intercepted({ name, sender, sent }, request, response, work);
    if (area === 'api') {
      const given = readArguments(request, await readBody(request), url.searchParams);
      const { token: _token, ...sent } = given;
      return seen(at, sent, () => answerCall(parts, at, given, request, response));
    }
    if (area === 'upload')
      return seen(area, '', () => receiveUpload(world, rest.slice(1).join('/'), request, response));
    if (area === 'respond') {
      const body = parseJson(await readBody(request));
      return seen('response_url', body, () => answerResponseUrl(world, faults, at, body, request, response));
    }
    if (area === 'world' && rest[0] === 'slack' && isLocal(request)) {
      if (rest[1] === 'events') return streamChanges(world.bell, response);
      return answerHands(hands, rest[1] ?? '', request, response);
    }
    response.writeHead(404).end();
  };
  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      // A bug of the sandbox, not of the app: loud, and never taken for an answer of Slack.
      world.problems.push(`sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('upgrade', (request, socket, head) => hub.upgrade(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const until: FakeSlack['until'] = (probe, { timeoutMs = 5_000, what = 'a change' } = {}) =>
    world.bell.until(probe, { timeoutMs, what });
  const messages = (): readonly SlackMessage[] => world.messages.all.map(shownMessage);
  return {
    ...makeControls(world, events),
    url: origin,
    apiUrl: `${origin}/api/`,
    apiUrlOf: (sender) => `${origin}/as/${sender}/api/`,
    intercept: (by = passing) => {
      interceptor = by;
    },
    hands,
    tokens,
    faults: { add: (fault) => faults.add(fault), by: (rule) => faults.by(rule), clear: () => faults.clear() },
    carryBy: (next) => {
      courier = next ?? ((delivery, pass) => pass(delivery));
    },
    calls,
    unknownCalls,
    problems: world.problems,
    messages,
    onChange: (listener) => world.bell.listen(listener),
    until,
    awaitMessage: (fits, waiting = {}) => until(() => messages().find(fits), { ...waiting, what: 'a fitting message' }),
    awaitView: (user, fits, waiting = {}) => {
      const seen = () =>
        [...world.views.stack(user).toReversed(), world.views.home(user)].filter((each) => each !== undefined);
      return until(() => seen().map(shownView).find(fits), { ...waiting, what: 'a fitting view' });
    },
    connectionCount: () => hub.connectionCount,
    disconnectSockets: (reason) => hub.disconnect(reason),
    dropSockets: (most) => hub.drop(most),
    clickStale: (input) => tryHand(() => click(desk, input, { stale: true })),
    redeliverLast: async () => {
      if (last === undefined) return { ok: false, error: 'nothing_delivered_yet' };
      const error = errorOf(await carrier.send(last));
      return error === undefined ? { ok: true } : { ok: false, error };
    },
    send,
    issue: (user, channel) => ({
      trigger_id: world.triggers.issue(user),
      response_url: desk.responseUrl({ user, channel, originalTs: undefined }),
    }),
    setScopes: (scopes) => tokens.setScopes(scopes),
    revokeBotToken: () => tokens.revokeBot(),
    picture: ({ user, id }) => {
      const { messages: seen, views, home } = stateFor(desk, { user });
      const isShown = JSON.stringify([seen, views, home]).includes(JSON.stringify({ id }).slice(1, -1));
      return isShown ? world.files.picture(id)?.bytes : undefined;
    },
    close: async () => {
      events.close();
      hub.close();
      carrier.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
