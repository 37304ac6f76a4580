import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AssayProcess, type HeldAssay, holdAssay, type Program, startAssay } from './assay-process.ts';
import { defaultWorld } from './aws/default-world.ts';
import { type FakeAws, startFakeAws } from './aws/start-fake-aws.ts';
import type { AwsWorldSeed } from './aws/world/world-seed.ts';
import { policySetFor } from './policy-set-for.ts';
import { freePort } from './redis/free-port.ts';
import { type RunningRedis, startRedis } from './redis/start-redis.ts';
import { sandboxConfig, sandboxRoles } from './sandbox-config.ts';
import { defaultWorkspace } from './slack/default-workspace.ts';
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from './slack/start-fake-slack.ts';

export interface SandboxOptions {
  readonly mode?: 'socket' | 'http';
  /** One process for everything, a bot and workers of their own, or nothing yet. */
  readonly processes?: 'all' | 'none' | { readonly workers: number };
  readonly program?: Program;
  /** How long an AMI takes, in milliseconds. */
  readonly paceMs?: number;
  readonly grace?: string;
  /** How long a request waits for its approvers, as the config writes it. */
  readonly expiresAfter?: string;
  /** How long a dead worker keeps its runs from the others, as the config writes it. */
  readonly lease?: string;
  /** How long a dead bot keeps its messages from the others, as the config writes it. */
  readonly sending?: string;
  /** Longer or shorter lives than Slack's own: how long it waits for an ack. */
  readonly slackLives?: NonNullable<FakeSlackOptions['lives']>;
  /** How often production is swept for violations, as the config writes it. */
  readonly sweepEvery?: string;
  /** True: what only some configurations do is done, such as removing false approval tags. */
  readonly strict?: boolean;
  /** When in UTC the day is summed up, `HH:MM`. */
  readonly digestAt?: string;
  /** How long after the start the day is summed up, in milliseconds, to the next minute; left out: never. */
  readonly digestAfterMs?: number;
  readonly world?: AwsWorldSeed;
  /** Slack's own rates (the default), or twenty times as much for people who click faster than people. */
  readonly strictRates?: boolean;
  /** Slack's clock, milliseconds since 1970. */
  readonly slackNow?: () => number;
  readonly logLevel?: string;
  readonly say?: (line: string) => void;
}

export interface Sandbox {
  readonly slack: FakeSlack;
  readonly aws: FakeAws;
  readonly redis: RunningRedis;
  /** Where the program runs; its `assay.yaml` is here. */
  readonly folder: string;
  /** Path of the configuration the program runs with. */
  readonly configPath: string;
  /** Port of the program's HTTP receiver, in HTTP mode. */
  readonly slackPort: number;
  /** The program's environment: all it knows of where it is. */
  readonly env: Readonly<Record<string, string>>;
  readonly processes: AssayProcess[];
  /** Starts one more process of the program. `more` is added to its environment. */
  start(role: 'all' | 'bot' | 'worker', more?: Readonly<Record<string, string>>): Promise<AssayProcess>;
  /** Loads one more process of the built program, which is one of `processes` once it was told to go. */
  hold(role: 'bot' | 'worker', more?: Readonly<Record<string, string>>): Promise<HeldAssay>;
  stop(): Promise<void>;
}

/** UTC, to the minute: "14:05". */
/** The first whole minute after so long: a digest that is due before the first sweep has nothing to say yet. */
const timeOfDayIn = (ms: number): string => new Date(Date.now() + ms + 59_999).toISOString().slice(11, 16);

const signingSecret = 'sandbox-signing-secret-of-no-value';

/**
 * The whole world: a Redis server, a strict fake Slack, a strict fake AWS with the generated IAM policies in force, and
 * the ordinary program against them. The program gets its configuration and nothing else.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    mode = 'socket',
    processes = 'all',
    program = 'source',
    paceMs = 6000,
    grace = '3s',
    world = defaultWorld,
    say = () => {},
  } = options;
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end().catch(() => {});
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'assay-sandbox-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const redis = await startRedis({ say });
    stops.push(() => redis.stop());
    const slackPort = await freePort();
    const slack = await startFakeSlack({
      workspace: defaultWorkspace,
      strictRates: options.strictRates ?? true,
      ...(options.slackNow ? { now: options.slackNow } : {}),
      ...(options.slackLives ? { lives: options.slackLives } : {}),
      ...(mode === 'http'
        ? {
            deliver: { kind: 'http' as const, requestUrl: `http://127.0.0.1:${slackPort}/slack/events`, signingSecret },
          }
        : {}),
    });
    stops.push(() => slack.close());
    const aws = await startFakeAws({ world, paceMs, unconfigured: 'deny' });
    stops.push(() => aws.close());
    const configPath = join(folder, 'assay.yaml');
    await writeFile(
      configPath,
      sandboxConfig({
        mode,
        slackPort,
        grace,
        ...(options.expiresAfter ? { expiresAfter: options.expiresAfter } : {}),
        ...(options.lease ? { lease: options.lease } : {}),
        ...(options.sending ? { sending: options.sending } : {}),
        ...(options.sweepEvery ? { sweepEvery: options.sweepEvery } : {}),
        ...(options.strict ? { strict: true } : {}),
        ...(options.digestAfterMs === undefined ? {} : { digestAt: timeOfDayIn(options.digestAfterMs) }),
        ...(options.digestAt ? { digestAt: options.digestAt } : {}),
      }),
    );
    aws.setPolicies(await policySetFor(configPath, program));
    const hub = aws.credentials(sandboxRoles.hub);
    const env = {
      ASSAY_LOG_LEVEL: options.logLevel ?? 'info',
      SLACK_BOT_TOKEN: slack.tokens.bot,
      ...(mode === 'http' ? { SLACK_SIGNING_SECRET: signingSecret } : { SLACK_APP_TOKEN: slack.tokens.app }),
      SLACK_API_URL: slack.apiUrl,
      REDIS_URL: redis.url,
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: hub.accessKeyId,
      AWS_SECRET_ACCESS_KEY: hub.secretAccessKey,
    };
    const running: AssayProcess[] = [];
    const start: Sandbox['start'] = async (role, more = {}) => {
      const process = await startAssay({ role, env: { ...env, ...more }, folder, program });
      running.push(process);
      stops.push(() => process.stop());
      return process;
    };
    const hold: Sandbox['hold'] = async (role, more = {}) => {
      const held = await holdAssay({ role, env: { ...env, ...more }, folder });
      stops.push(() => held.drop());
      return {
        drop: held.drop,
        go: async () => {
          const process = await held.go();
          running.push(process);
          stops.push(() => process.stop());
          return process;
        },
      };
    };
    const roles =
      typeof processes === 'string'
        ? ({ all: ['all'], none: [] } as const)[processes]
        : (['bot', ...Array<'worker'>(processes.workers).fill('worker')] as const);
    await Promise.all(roles.map((role) => start(role)));
    return { slack, aws, redis, folder, configPath, slackPort, env, processes: running, start, hold, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
