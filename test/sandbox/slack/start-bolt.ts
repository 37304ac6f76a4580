import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { defaultWorkspace } from '../../../sandbox/slack/default-workspace.ts';
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';

export const people = {
  rosa: 'U0ROSA0001',
  ada: 'U0ADA00001',
  max: 'U0MAX00001',
  gus: 'U0GUS00001',
  deploybot: 'U0DEPLOYBT',
  dora: 'U0DORA0001',
  olga: 'U0OLGA0001',
  assay: 'U0ASSAYBOT',
} as const;

export const places = { requests: 'C0REQUESTS', approvals: 'C0APPROVALS', general: 'C0GENERAL1' } as const;

export interface Running {
  readonly slack: FakeSlack;
  readonly app: App;
  readonly stop: () => Promise<void>;
}

type Options = Partial<Omit<FakeSlackOptions, 'deliver'>> & { readonly connections?: number };

/** Short lives, so that what takes three seconds in Slack takes less than one here. */
const shortLives = { ackMs: 800, eventRetryMs: [0, 20, 40] };

/** A fake Slack and a real Bolt app on it over Socket Mode, with two connections. */
export async function startSocketBolt(prepare: (app: App) => void, options: Options = {}): Promise<Running> {
  const { connections = 2, ...rest } = options;
  const slack = await startFakeSlack({ workspace: defaultWorkspace, ...rest, lives: { ...shortLives, ...rest.lives } });
  const receivers = Array.from(
    { length: connections },
    () =>
      new SocketModeReceiver({
        appToken: slack.tokens.app,
        clientPingTimeout: 200,
        logLevel: LogLevel.ERROR,
        installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } } },
      }),
  );
  const every: Receiver = {
    init: (app) => {
      for (const receiver of receivers) receiver.init(app);
    },
    start: () => Promise.all(receivers.map((receiver) => receiver.start())),
    stop: () => Promise.all(receivers.map((receiver) => receiver.client.disconnect())),
  };
  const app = await makeApp(slack, every, prepare);
  await app.start();
  const stop = async (): Promise<void> => {
    await app.stop();
    await slack.close();
  };
  return { slack, app, stop };
}

/** A fake Slack and a real Bolt app on it over signed HTTP. */
export async function startHttpBolt(
  prepare: (app: App) => void,
  options: Options = {},
): Promise<Running & { readonly requestUrl: string }> {
  const signingSecret = 'a secret of this test only';
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const slack = await startFakeSlack({
    workspace: defaultWorkspace,
    ...options,
    lives: { ...shortLives, ...options.lives },
    deliver: { kind: 'http', requestUrl, signingSecret },
  });
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const app = await makeApp(slack, receiver, prepare);
  server.on('request', receiver.requestListener);
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await slack.close();
  };
  return { slack, app, stop, requestUrl };
}

async function makeApp(slack: FakeSlack, receiver: Receiver, prepare: (app: App) => void): Promise<App> {
  const app = new App({
    token: slack.tokens.bot,
    receiver,
    logLevel: LogLevel.ERROR,
    deferInitialization: true,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
  });
  await app.init();
  prepare(app);
  return app;
}

/** A bare client that gives up at once. */
export function bareClient(slack: FakeSlack, token: string = slack.tokens.bot): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

/** Slack's error code of a call that must fail. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const data = (error as { data?: { error?: string } }).data;
    if (data?.error !== undefined) return data.error;
    throw error;
  }
  throw new Error('the call was not refused');
}
