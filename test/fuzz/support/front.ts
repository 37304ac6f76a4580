import { Writable } from 'node:stream';
import { vi } from 'vitest';
import { defaultWorld, ROLES } from '../../../sandbox/aws/default-world.ts';
import { type FakeAws, startFakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import type { AwsWorldSeed } from '../../../sandbox/aws/world/world-seed.ts';
import { freePort } from '../../../sandbox/redis/free-port.ts';
import { sandboxConfig } from '../../../sandbox/sandbox-config.ts';
import { defaultWorkspace } from '../../../sandbox/slack/default-workspace.ts';
import { type FakeSlack, startFakeSlack } from '../../../sandbox/slack/start-fake-slack.ts';
import { makeAws } from '../../../src/aws/make-aws.ts';
import { type BotOptions, startBot } from '../../../src/compose/bot.ts';
import { makeLog } from '../../../src/compose/make-log.ts';
import { recordsOf } from '../../../src/compose/records-of.ts';
import { accessOf } from '../../../src/config/access-of.ts';
import { readFile } from '../../../src/config/read-file.ts';
import { settingsOf } from '../../../src/config/settings-of.ts';
import { signingOf } from '../../../src/config/signing-of.ts';
import type { Catalogue } from '../../../src/core/catalogue.ts';
import type { Records } from '../../../src/core/command.ts';
import type { Settings } from '../../../src/core/settings.ts';
import { makeMetrics } from '../../../src/http/metrics.ts';
import { makeDirectory } from '../../../src/slack/make-directory.ts';
import { connectRedis, type RedisClient } from '../../../src/store/connect.ts';
import { makeStore, type Store } from '../../../src/store/make-store.ts';
import { catalogue } from '../../commands/support.ts';
import { startRedis } from '../../support/redis.ts';
import { canaries, canariesIn } from './canaries.ts';

/** The bot as it is composed, in this process, with a real Redis and the strict fake Slack and AWS; over signed HTTP. */
export interface Front {
  readonly slack: FakeSlack;
  readonly aws: FakeAws;
  readonly store: Store;
  readonly redis: RedisClient;
  /** Of all keys. */
  readonly prefix: string;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly records: Records;
  /** Where the bot listens, over signed HTTP. */
  readonly requestUrl: string;
  /** What a worker beside it works with. */
  readonly parts: Pick<BotOptions, 'aws' | 'directory' | 'log'> & { readonly redisUrl: string };
  /** Everything that was logged, a line each. */
  readonly log: readonly string[];
  /** Secrets of this bot that stand in its log, in anything it said to Slack, or in its metrics. */
  leaks(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Starts it, over a socket or over signed HTTP. The caller must `close()` it. */
export async function openFront(world: AwsWorldSeed = defaultWorld, mode: 'http' | 'socket' = 'http'): Promise<Front> {
  const stops: (() => Promise<unknown> | unknown)[] = [];
  const server = await startRedis(['--requirepass', canaries.redisPassword]);
  stops.push(() => server.stop());
  const redisUrl = `redis://:${canaries.redisPassword}@127.0.0.1:${server.port}`;
  const port = await freePort();
  const requestUrl = `http://127.0.0.1:${port}/slack/events`;
  const { signingSecret } = canaries;
  const slack = await startFakeSlack({
    workspace: defaultWorkspace,
    strictRates: false,
    deliver: mode === 'http' ? { kind: 'http', requestUrl, signingSecret } : { kind: 'socket' },
    now: () => Date.now(),
  });
  stops.push(() => slack.close());
  const fake = await startFakeAws({ world, paceMs: 40, unconfigured: 'allow' });
  stops.push(() => fake.close());
  const keys = fake.credentials(ROLES.hub);
  vi.stubEnv('AWS_ENDPOINT_URL', fake.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  stops.push(() => vi.unstubAllEnvs());

  const read = readFile(sandboxConfig({ mode, slackPort: port, grace: '1s' }), 'assay.yaml');
  if (!('file' in read)) throw new Error(read.problems.map(({ where, what }) => `${where}: ${what}`).join('\n'));
  const file = { ...read.file, slack: { ...read.file.slack, port, host: '127.0.0.1', pictures: 'off' as const } };
  const settings = settingsOf(file);
  const log: string[] = [];
  const pen = new Writable({
    write: (chunk, _, done) => {
      log.push(String(chunk));
      done();
    },
  });
  const secrets = {
    slackBotToken: slack.tokens.bot,
    slackAppToken: mode === 'socket' ? slack.tokens.app : undefined,
    slackSigningSecret: signingSecret,
    slackApiUrl: slack.apiUrl,
    redisUrl,
    redisSentinelPassword: undefined,
    voteKeys: [Buffer.from(canaries.voteKey)] as const,
    logLevel: 'info',
  };
  const secretsOf = [slack.tokens.bot, slack.tokens.app, keys.secretAccessKey];
  const metrics = makeMetrics();
  // Without the real one's list of secrets: what it would have to blank out has come too far already.
  const logger = makeLog('info', [], pen);
  const redis = connectRedis({ url: redisUrl }, 'patient');
  stops.push(() => redis.disconnect());
  const prefix = '{fuzz}:';
  const onUnreadable = (error: unknown): void => logger.error({ err: error }, 'a record cannot be read');
  const store = makeStore({ redis, prefix, answerWithinMs: 10_000 }, { onUnreadable });
  const aws = makeAws({
    accounts: accessOf(file),
    budget: { take: async () => 0 },
    hubRegion: file.aws.region,
    signing: signingOf(settings),
    log: logger,
    recordCalls: ({ action, account, region, result }) => metrics.awsCall(action, account, region, result),
  });
  stops.push(() => aws.close());
  const records = recordsOf(store, secrets.voteKeys);
  const directory = makeDirectory({ botToken: secrets.slackBotToken, apiUrl: secrets.slackApiUrl, log: logger });
  const bot = await startBot({
    config: { file, secrets, redis: { url: redisUrl } },
    catalogue,
    settings,
    records,
    aws,
    directory,
    log: logger,
    store,
    patientStore: store,
    wake: async () => undefined,
    observe: metrics.command,
  });
  stops.push(() => bot.stop());
  return {
    slack,
    aws: fake,
    store,
    redis,
    prefix,
    settings,
    catalogue,
    records,
    requestUrl,
    parts: { aws, directory, log: logger, redisUrl },
    log,
    async leaks() {
      const said = [slack.messages(), slack.calls.map(({ method, args }) => ({ method, args }))];
      const all = [...log, JSON.stringify(said), await metrics.text()].join('\n');
      return [...canariesIn(all), ...secretsOf.filter((secret) => all.includes(secret))];
    },
    async close() {
      for (const stop of stops.splice(0).reverse()) await stop();
    },
  };
}
