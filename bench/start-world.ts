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
import { heard, startScript } from './processes.ts';
import { type SlackStandIn, startSlackStandIn } from './slack-stand-in.ts';
import type { ProgramName } from './workloads.ts';

export interface MeasuredProgram {
  readonly slack: SlackStandIn;
  readonly pid: number | undefined;
}

export interface BenchWorld {
  readonly programs: Readonly<Record<ProgramName, MeasuredProgram>>;
  readonly redisVersion: string;
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
  const places = [ACCOUNTS.build, ACCOUNTS.prod].flatMap((account) =>
    ['eu-west-1', 'us-east-1'].map((region) => `${keyPrefix}budget:${account}/${region}/read`),
  );
  return setInterval(() => void redis.unlink(places).catch(() => undefined), refillEveryMs);
}

/** Redis, AWS and the three programs, each a process of its own on 127.0.0.1; Slack is ours. */
export async function startWorld(options: {
  readonly program: 'source' | 'built';
  readonly say: (problem: string) => void;
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
    await writeFile(configPath, sandboxConfig({ mode: 'socket', slackPort: 3000, grace: '10s' }));
    const awsProcess = startScript('./aws-process.ts', { args: [configPath, ACCOUNTS.build] });
    stops.push(() => awsProcess.stop());
    const ready = await heard<AwsReady>(awsProcess);

    const makeSlack = async (): Promise<SlackStandIn> => {
      const slack = await startSlackStandIn(options.say);
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
      async awsCalls() {
        const answer = heard<{ calls: number; unknown: string[] }>(awsProcess);
        awsProcess.child.send('calls');
        return answer;
      },
      warnings: () =>
        assay
          .log()
          .split('\n')
          .filter((line) => /"level":(4|5|6)0/.test(line)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
