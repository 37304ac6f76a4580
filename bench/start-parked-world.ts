import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { type AssayProcess, startAssay } from '../sandbox/assay-process.ts';
import { startRedis } from '../sandbox/redis/start-redis.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { settingsOf } from '../src/config/settings-of.ts';
import type { Place } from '../src/core/aws.ts';
import { makeWaker } from '../src/engine/make-waker.ts';
import { queueNames, queuePrefix } from '../src/engine/nudges.ts';
import { queueConnection } from '../src/store/connect.ts';
import { keyPrefix } from '../src/store/key-prefix.ts';
import { makeStore, type Store } from '../src/store/make-store.ts';
import { heard, type OwnProcess, startScript, warningsIn } from './processes.ts';
import { type SlackStandIn, startSlackStandIn } from './slack-stand-in.ts';
import type { GreatFigures } from './start-sweep-world.ts';
import { makingFrom, runIdOf } from './support/great-making.ts';
import { accountOf } from './support/great-world.ts';
import { channelOf, parkedRun } from './support/parked-run.ts';
import { million, placesOf, sweepConfig } from './sweep-size.ts';

export interface ParkedWorld {
  readonly store: Store;
  readonly redis: Redis;
  readonly redisVersion: string;
  readonly slack: SlackStandIn;
  readonly bot: AssayProcess;
  readonly worker: AssayProcess;
  readonly places: readonly Place[];
  readonly ids: readonly string[];
  /** Brings the runs about and waits until all of them are parked, each with its card. */
  fill(withinMs: number): Promise<void>;
  /** Runs being worked on, and places being looked at, at this moment. */
  active(): Promise<{ readonly runs: number; readonly looks: number }>;
  aws(): Promise<GreatFigures>;
  /** Every AMI is available from now on. */
  finish(): Promise<void>;
  /** AWS's and Slack's limits as Assay keeps to them: lifted to get somewhere fast, or in force. */
  liftLimits(isLifted: boolean): void;
  warnings(): readonly string[];
  stop(): Promise<void>;
}

const notYet = 8.64e15;
const createdAtOnce = 32;
const liftEveryMs = 25;

const budgetsOf = (places: readonly Place[]): readonly string[] => [
  ...places.map(({ account, region }) => `${account}/${region}/read`),
  ...Array.from({ length: 40 }, (_, number) => `slack:post:${channelOf(number)}`),
  'slack:update',
];

/** Starts a great AWS with so many AMIs in the making. */
export async function startMaking(count: number): Promise<OwnProcess & { readonly url: string }> {
  const aws = startScript('./support/great-aws-process.ts', {});
  aws.child.send({
    accounts: million.accounts,
    regions: million.regions,
    instancesPerPlace: 0,
    images: 200,
    making: { count, percentEveryMs: 3000 },
  });
  const { url } = await heard<{ url: string }>(aws);
  return { ...aws, url };
}

/** Redis, a great AWS, a bot and a worker of the built program with `count` runs that wait for AMIs in so many places. */
export async function startParkedWorld(options: {
  readonly count: number;
  readonly places: number;
  readonly program: 'source' | 'built';
  readonly say: (problem: string) => void;
}): Promise<ParkedWorld> {
  const { count, program } = options;
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await Promise.resolve(end()).catch(() => undefined);
  };
  try {
    const all = placesOf(million);
    const places = all.slice(0, options.places);
    const folder = await mkdtemp(join(tmpdir(), 'assay-parked-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const server = await startRedis();
    stops.push(() => server.stop());
    const redis = new Redis(server.url);
    stops.push(() => redis.disconnect());
    const aws = await startMaking(count);
    stops.push(() => aws.stop());
    const slack = await startSlackStandIn(options.say);
    stops.push(() => slack.close());
    const configPath = join(folder, 'assay.yaml');
    await writeFile(configPath, sweepConfig(million));
    // Patrols would call AWS for what runs there; only the watcher is looked at.
    await redis.zadd(
      `${keyPrefix}rounds`,
      ...['compliance', 'recover'].flatMap((patrol) =>
        all.flatMap(({ account, region }) => [notYet, `${patrol} ${account} ${region}`]),
      ),
    );
    const env = {
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_APP_TOKEN: 'xapp-bench',
      SLACK_API_URL: slack.apiUrl,
      REDIS_URL: server.url,
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: `ASIA${accountOf(0)}GRET`,
      AWS_SECRET_ACCESS_KEY: 'great',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ASSAY_LOG_LEVEL: 'warn',
      ASSAY_CONFIG: configPath,
    };
    const settings = settingsOf(loadConfig(env).file);
    const [bot, worker] = await Promise.all([
      startAssay({ role: 'bot', program, env }),
      startAssay({ role: 'worker', program, env }),
    ]);
    stops.push(
      () => bot.kill('SIGKILL'),
      () => worker.kill('SIGKILL'),
    );
    const { connection } = queueConnection({ url: server.url }, 'patient');
    const queues = [queueNames.advance, queueNames.poll].map(
      (name) => new Queue(name, { connection, prefix: queuePrefix(keyPrefix) }),
    );
    const waker = makeWaker({ connection, prefix: keyPrefix, log: { info() {}, warn() {}, error() {} } });
    stops.push(
      () => waker.close(),
      () => Promise.all(queues.map((queue) => queue.close())),
    );
    const store = makeStore({ redis, prefix: keyPrefix });
    const ids = Array.from({ length: count }, (_, number) => runIdOf(makingFrom + number));
    const budgets = budgetsOf(places).map((name) => `${keyPrefix}budget:${name}`);
    let lifting: NodeJS.Timeout | undefined;
    const liftLimits = (isLifted: boolean): void => {
      clearInterval(lifting);
      lifting = isLifted
        ? setInterval(() => void redis.unlink(budgets).catch(() => undefined), liftEveryMs)
        : undefined;
    };
    stops.push(() => liftLimits(false));
    const active = async () => {
      const [runs = 0, looks = 0] = await Promise.all(queues.map((queue) => queue.getActiveCount()));
      return { runs, looks };
    };
    const ask = async (what: 'figures' | 'finish'): Promise<GreatFigures> => {
      const answer = heard<GreatFigures>(aws);
      aws.child.send(what);
      return answer;
    };
    const waits = async (): Promise<number> => {
      const lists = await Promise.all(places.map(({ account, region }) => store.watches.all(account, region)));
      return lists.reduce((sum, list) => sum + list.length, 0);
    };

    return {
      store,
      redis,
      redisVersion: /(?:redis|valkey)_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown',
      slack,
      bot,
      worker,
      places,
      ids,
      async fill(withinMs) {
        liftLimits(true);
        const left = [...ids.keys()];
        const create = async (): Promise<void> => {
          for (let number = left.shift(); number !== undefined; number = left.shift()) {
            const place = places[number % places.length] as Place;
            const at = number;
            await store.runs.create(ids[at] ?? '', (now) => parkedRun(at, place, settings, now));
            await waker.wake(ids[at] ?? '');
          }
        };
        await Promise.all(Array.from({ length: createdAtOnce }, create));
        const deadline = Date.now() + withinMs;
        while (
          (await waits()) < count ||
          (await active()).runs > 0 ||
          (slack.methods().get('chat.postMessage') ?? 0) < count
        ) {
          if (Date.now() > deadline)
            throw new Error(
              `after ${withinMs} ms ${await waits()} of ${count} runs waited, ${slack.methods().get('chat.postMessage')} had a card`,
            );
          await pause(250);
        }
        liftLimits(false);
      },
      active,
      aws: () => ask('figures'),
      finish: async () => void (await ask('finish')),
      liftLimits,
      warnings: () => [...warningsIn(bot.log()), ...warningsIn(worker.log())],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
