import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startAssay } from '../sandbox/assay-process.ts';
import { ACCOUNTS } from '../sandbox/aws/default-world.ts';
import type { FakeCredentials } from '../sandbox/aws/start-fake-aws.ts';
import { startRedis } from '../sandbox/redis/start-redis.ts';
import { sandboxConfig } from '../sandbox/sandbox-config.ts';
import { keyPrefix } from '../src/store/key-prefix.ts';
import { heard, startScript, warningsIn } from './processes.ts';
import { type SlackStandIn, startSlackStandIn } from './slack-stand-in.ts';
import { accountOf } from './support/great-world.ts';
import { greatWorldOf, type SweepSize, sweepConfig } from './sweep-size.ts';
import type { ProgramName } from './workloads.ts';

export interface MeasuredProgram {
  readonly slack: SlackStandIn;
  readonly pid: number | undefined;
}

export interface BenchWorld {
  readonly programs: Readonly<Record<ProgramName, MeasuredProgram>>;
  readonly redisVersion: string;
  /** Runs that Redis holds. */
  runs(): Promise<ReadonlySet<string>>;
  /** What AWS was asked so far. */
  awsCalls(): Promise<{ readonly calls: number; readonly unknown: readonly string[] }>;
  /** What Assay logged as a warning or worse. */
  warnings(): readonly string[];
  stop(): Promise<void>;
}

interface AwsReady {
  readonly url: string;
  readonly hub: FakeCredentials;
  readonly reader: FakeCredentials;
}

/** Two accounts with two Regions, as the sandbox has them. */
const greatSize: SweepSize = {
  accounts: 2,
  regions: ['eu-west-1', 'us-east-1'],
  instancesPerPlace: 0,
  images: 2,
  exceptEvery: 1,
};
const greatKeys = { accessKeyId: `ASIA${accountOf(0)}GRET`, secretAccessKey: 'great', sessionToken: 'great' };

const readyWithinMs = 20_000;
const refillEveryMs = 40;

const aws = (ready: AwsReady, { accessKeyId, secretAccessKey }: FakeCredentials) => ({
  AWS_ENDPOINT_URL: ready.url,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});

async function connected(slack: SlackStandIn, count: number): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (slack.connections() < count) {
    if (Date.now() > deadline) throw new Error('a program did not connect to Slack');
    await pause(20);
  }
}

/**
 * Fills the request budgets again all the time. AWS itself allows an account and Region 20 reads a second, so that no bot
 * plans 50 AMIs a second; here the question is what Assay costs. It still pays for every look at its budget.
 */
function refillBudgets(redis: Redis): NodeJS.Timeout {
  const accounts = [ACCOUNTS.build, ACCOUNTS.prod, ACCOUNTS.platform, accountOf(0), accountOf(1)];
  const places = accounts.flatMap((account) =>
    ['eu-west-1', 'us-east-1'].flatMap((region) =>
      ['read', 'kms', 'config'].map((bucket) => `${keyPrefix}budget:${account}/${region}/${bucket}`),
    ),
  );
  return setInterval(() => void redis.unlink(places).catch(() => undefined), refillEveryMs);
}

/** Redis, AWS and the three programs, each a process of its own on 127.0.0.1; Slack is ours. */
export async function startWorld(options: {
  readonly program: 'source' | 'built';
  readonly say: (problem: string) => void;
  /** How many people ask; left out: the few of the sandbox. */
  readonly crowd?: number;
  /** `great`: one that answers from arithmetic what create asks, and needs a fraction of a core for it. Default: the strict one. */
  readonly aws?: 'strict' | 'great';
}): Promise<BenchWorld> {
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await Promise.resolve(end()).catch(() => undefined);
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const server = await startRedis();
    stops.push(() => server.stop());
    const redis = new Redis(server.url);
    const refilling = refillBudgets(redis);
    stops.push(() => {
      clearInterval(refilling);
      redis.disconnect();
    });
    const configPath = join(folder, 'assay.yaml');
    const isGreat = options.aws === 'great';
    await writeFile(
      configPath,
      isGreat ? sweepConfig(greatSize) : sandboxConfig({ mode: 'socket', slackPort: 3000, grace: '10s' }),
    );
    const awsProcess = isGreat
      ? startScript('./support/great-aws-process.ts', {})
      : startScript('./aws-process.ts', { args: [configPath, ACCOUNTS.build] });
    stops.push(() => awsProcess.stop());
    if (isGreat) awsProcess.child.send(greatWorldOf(greatSize));
    const ready = {
      hub: greatKeys,
      reader: greatKeys,
      ...(await heard<Partial<AwsReady> & { url: string }>(awsProcess)),
    };

    const makeSlack = async (): Promise<SlackStandIn> => {
      const slack = await startSlackStandIn(options.say, options.crowd);
      stops.push(() => slack.close());
      return slack;
    };
    const slackEnv = (slack: SlackStandIn) => ({
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_APP_TOKEN: 'xapp-bench',
      SLACK_API_URL: slack.apiUrl,
      REDIS_URL: server.url,
    });
    const startBare = async (reads: '0' | '1'): Promise<MeasuredProgram> => {
      const slack = await makeSlack();
      const env = { ...slackEnv(slack), ...aws(ready, ready.reader), BENCH_READS: reads };
      const bare = startScript('./bare-bolt.ts', { env });
      stops.push(() => bare.stop());
      await connected(slack, 1);
      return { slack, pid: bare.child.pid };
    };
    const slack = await makeSlack();
    const assay = await startAssay({
      role: 'bot',
      program: options.program,
      env: { ...slackEnv(slack), ...aws(ready, ready.hub), ASSAY_CONFIG: configPath },
    });
    stops.push(() => assay.kill('SIGKILL'));
    await connected(slack, 2);
    const [bare, reading] = await Promise.all([startBare('0'), startBare('1')]);
    return {
      programs: { assay: { slack, pid: assay.child.pid }, bare, 'bare with reads': reading },
      redisVersion: /(?:redis|valkey)_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown',
      runs: async () => new Set(await redis.zrange(`${keyPrefix}runs`, '0', '-1')),
      async awsCalls() {
        const answer = heard<{ calls: number | Record<string, number>; unknown: string[] }>(awsProcess);
        awsProcess.child.send('calls');
        const { calls, unknown } = await answer;
        const all = typeof calls === 'number' ? calls : Object.values(calls).reduce((sum, count) => sum + count, 0);
        return { calls: all, unknown };
      },
      warnings: () => warningsIn(assay.log()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
