import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startAssay } from '../sandbox/assay-process.ts';
import { startRedis } from '../sandbox/redis/start-redis.ts';
import { keyPrefix } from '../src/store/key-prefix.ts';
import { makeStore } from '../src/store/make-store.ts';
import { heard, type OwnProcess, startScript, warningsIn } from './processes.ts';
import { startSlackStandIn } from './slack-stand-in.ts';
import { accountOf, type GreatWorld } from './support/great-world.ts';
import type { SweepSize } from './sweep-size.ts';
import { greatWorldOf, placesOf, sweepConfig } from './sweep-size.ts';

/** What the great AWS was asked so far. */
export interface GreatFigures {
  readonly calls: Readonly<Record<string, number>>;
  readonly unknown: readonly string[];
}

export interface SweepWorld {
  readonly places: ReturnType<typeof placesOf>;
  readonly store: ReturnType<typeof makeStore>;
  readonly redis: Redis;
  readonly redisVersion: string;
  readonly assayPid: number | undefined;
  readonly bare: OwnProcess;
  aws(): Promise<GreatFigures>;
  /** Every place is due now. */
  begin(): Promise<void>;
  warnings(): readonly string[];
  stop(): Promise<void>;
}

const roundsKey = `${keyPrefix}rounds`;
const notYet = 8.64e15;

/** Redis, a great AWS, one worker of the built program that waits, and the bare pager: a process each. */
export async function startSweepWorld(
  size: SweepSize,
  options: { readonly program: 'source' | 'built'; readonly say: (problem: string) => void },
): Promise<SweepWorld> {
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await Promise.resolve(end()).catch(() => undefined);
  };
  try {
    const world: GreatWorld = greatWorldOf(size);
    const places = placesOf(size);
    const folder = await mkdtemp(join(tmpdir(), 'assay-sweep-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const server = await startRedis();
    stops.push(() => server.stop());
    const redis = new Redis(server.url);
    stops.push(() => redis.disconnect());
    const aws = startScript('./support/great-aws-process.ts', {});
    stops.push(() => aws.stop());
    aws.child.send(world);
    const { url } = await heard<{ url: string }>(aws);
    const slack = await startSlackStandIn(options.say);
    stops.push(() => slack.close());
    const configPath = join(folder, 'assay.yaml');
    await writeFile(configPath, sweepConfig(size));
    const rounds = places.map(({ account, region }) => `compliance ${account} ${region}`);
    await redis.zadd(roundsKey, ...rounds.flatMap((round) => [notYet, round]));
    const bare = startScript('./bare-sweep.ts', {
      env: { AWS_ENDPOINT_URL: url, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    stops.push(() => bare.stop());
    bare.child.send({ places, atOnce: 4 });
    await heard(bare);
    const assay = await startAssay({
      role: 'worker',
      program: options.program,
      env: {
        SLACK_BOT_TOKEN: 'xoxb-bench',
        SLACK_APP_TOKEN: 'xapp-bench',
        SLACK_API_URL: slack.apiUrl,
        REDIS_URL: server.url,
        AWS_ENDPOINT_URL: url,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: `ASIA${accountOf(0)}GRET`,
        AWS_SECRET_ACCESS_KEY: 'great',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        ASSAY_CONFIG: configPath,
      },
    });
    stops.push(() => assay.kill('SIGKILL'));
    return {
      places,
      store: makeStore({ redis, prefix: keyPrefix }),
      redis,
      redisVersion: /(?:redis|valkey)_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown',
      assayPid: assay.child.pid,
      bare,
      async aws() {
        const answer = heard<GreatFigures>(aws);
        aws.child.send('figures');
        return answer;
      },
      begin: async () => void (await redis.zrem(roundsKey, ...rounds)),
      warnings: () => warningsIn(assay.log()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
