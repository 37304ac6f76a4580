import { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Catalogue } from '../core/catalogue.ts';
import type { Desk, Records } from '../core/command.ts';
import type { Intake } from '../core/intake.ts';
import type { Settings } from '../core/settings.ts';
import type { Budget, Outbox } from '../core/store.ts';
import { answerStranger } from './app/answer-stranger.ts';
import { guarded } from './app/guarded.ts';
import type { SlackContext, Studio } from './app/slack-context.ts';
import { wireApp } from './app/wire-app.ts';
import { neededScopes, scopes } from './app-manifest.ts';
import { boltLogger } from './bolt-logger.ts';
import type { Log } from './log.ts';
import { apiUrlOf, makeClient } from './make-client.ts';
import { makeSender, type Sender, type SenderOptions } from './outbox/make-sender.ts';
import { makeHttpReceiver } from './transport/http-receiver.ts';
import { type InFlight, makeInFlight } from './transport/in-flight.ts';
import { type ConnectedReceiver, makeSocketReceiver } from './transport/socket-receiver.ts';
import { startError } from './transport/start-error.ts';

/** How to reach Slack. Secrets are handed in, never read from the environment here. */
export interface SlackConfig {
  /** With its slash. */
  readonly command: string;
  readonly botToken: string;
  readonly apiUrl?: string | undefined;
  /** The workspace the app must be in, when the operator says so. */
  readonly team?: string | undefined;
  /** How long messages that a dead process had taken are kept from the others, in milliseconds. */
  readonly leaseMs: number;
  readonly transport:
    | { readonly mode: 'socket'; readonly appToken: string; readonly connections?: number }
    | { readonly mode: 'http'; readonly signingSecret: string; readonly port: number; readonly host?: string };
}

export interface SlackParts {
  readonly config: SlackConfig;
  readonly intake: Intake;
  readonly desk: Desk;
  readonly records: Records;
  readonly asking: SlackContext['asking'];
  readonly catalogue: Catalogue;
  readonly settings: Settings;
  readonly outbox: Outbox;
  /** By the id of a message about violations. */
  readonly bulletin: SenderOptions['bulletin'];
  readonly budget: Budget;
  /** How the guarded environments stand, for the home tab. */
  readonly atAGlance: SlackContext['atAGlance'];
  /** Absent: answers are words only. */
  readonly pictures?: Studio | undefined;
  readonly log: Log;
  readonly now?: () => number;
}

export interface Slack {
  /** No new requests; what is being answered is answered, what was taken from the outbox is sent. */
  stop(): Promise<void>;
  /** Can Slack reach us? */
  connected(): boolean;
  /** Something was written to the outbox: send it now. */
  nudge(): void;
  /** Where HTTP mode listens; undefined in Socket Mode. */
  port(): number | undefined;
}

interface Bot {
  readonly botId: string;
  readonly botUserId: string;
}

/** Who the bot token is, and whether it may do what is needed. @throws Error, one sentence for the operator */
async function whoAmI(client: WebClient, config: SlackConfig, log: Log): Promise<Bot> {
  const answer = await client.auth.test().catch((error: unknown) => {
    throw startError(error, 'SLACK_BOT_TOKEN');
  });
  if (config.team && answer.team_id !== config.team)
    throw new Error(`SLACK_BOT_TOKEN belongs to the workspace ${answer.team_id}, not to ${config.team}.`);
  const granted = answer.response_metadata?.scopes;
  if (granted && granted.length > 0) {
    const missing = Object.keys(scopes).filter((scope) => !granted.includes(scope));
    const needed = missing.filter((scope) => (neededScopes as readonly string[]).includes(scope));
    if (needed.length > 0)
      throw new Error(
        `The app lacks the scope ${needed.join(', ')}: add it in the manifest and install the app again.`,
      );
    if (missing.length > 0) log.warn({ missing }, 'slack app lacks scopes it may need');
  }
  return { botId: answer.bot_id ?? '', botUserId: answer.user_id ?? '' };
}

/** Bolt around our receivers. `authorize` is answered from the start's own check: Bolt would ask Slack for every event. */
function makeApp(
  receiver: ConnectedReceiver,
  { config }: SlackParts,
  context: SlackContext,
  bot: Bot,
  inFlight: InFlight,
): App {
  const { log } = context;
  const failed = new WeakSet<object>();
  const app = new App({
    receiver: guarded(receiver, {
      inFlight,
      log,
      hasFailed: (body) => failed.has(body),
      answerStranger: (event, strangeness) => answerStranger(context, event, strangeness),
    }),
    authorize: async () => ({ botToken: config.botToken, ...bot }),
    deferInitialization: true,
    convoStore: false,
    extendedErrorHandler: true,
    clientOptions: { slackApiUrl: apiUrlOf(config.apiUrl), retryConfig: { retries: 0 }, timeout: 5000 },
    logger: boltLogger(log),
  });
  app.error(async ({ error, body }: { readonly error: Error; readonly body: object }) => {
    failed.add(body);
    log.error({ err: error }, 'slack handler failed');
  });
  return app;
}

const drainMs = 10_000;

/**
 * Starts Slack's side: listens for people, and carries the outbox to them.
 * @throws Error with one sentence for the operator: bad token, missing scope, wrong workspace, port taken
 */
export async function startSlack(parts: SlackParts): Promise<Slack> {
  const { config, log, catalogue, settings, outbox, budget, records, now = Date.now } = parts;
  const access = { botToken: config.botToken, apiUrl: config.apiUrl, log };
  const client = makeClient(access, 5000);
  const bot = await whoAmI(client, config, log);
  const { transport } = config;
  const inFlight = makeInFlight();
  const http = transport.mode === 'http' ? makeHttpReceiver({ ...transport, log }) : undefined;
  const receiver =
    http ??
    makeSocketReceiver({
      ...(transport.mode === 'socket' ? transport : { appToken: '' }),
      apiUrl: apiUrlOf(config.apiUrl),
      log,
    });
  const context: SlackContext = { ...parts, pictures: parts.pictures, slash: config.command, client, now };
  const app = makeApp(receiver, parts, context, bot, inFlight);
  wireApp(app, context);
  await app.init();
  try {
    await receiver.start();
  } catch (error) {
    await receiver.stop().catch(() => undefined);
    throw error;
  }
  const sender: Sender = makeSender({
    outbox,
    budget,
    settings,
    log,
    now,
    runs: { get: (id) => records.run(id), children: (id) => records.children(id) },
    bulletin: parts.bulletin,
    draw: parts.pictures?.draw,
    jobs: catalogue.jobs,
    leaseMs: config.leaseMs,
    client: makeClient(access, 15_000),
  });
  sender.start();
  log.info({ mode: transport.mode }, 'slack started');
  return {
    connected: () => receiver.connected(),
    nudge: () => sender.nudge(),
    port: () => http?.port(),
    async stop() {
      // An ack goes over the connection its payload came on: what is being answered is answered first.
      await inFlight.drain(2500);
      await receiver.stop();
      await inFlight.drain(drainMs);
      await sender.stop();
    },
  };
}
