import { setTimeout as pause } from 'node:timers/promises';
import type { AssayProcess, HeldAssay } from '../../../sandbox/assay-process.ts';
import { defaultWorld } from '../../../sandbox/aws/default-world.ts';
import type { SeenCall } from '../../../sandbox/aws/server/interceptor.ts';
import type { AwsWorldSeed } from '../../../sandbox/aws/world/world-seed.ts';
import type { SeenSlackCall } from '../../../sandbox/slack/interceptor.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/start-sandbox.ts';
import { connectRedis, type RedisClient } from '../../../src/store/connect.ts';
import { keyPrefix } from '../../../src/store/key-prefix.ts';
import { makeStore, type Store } from '../../../src/store/make-store.ts';
import { type Act, onlooker, type Role, type Watcher } from './act.ts';
import { flat, type Leaf } from './flat.ts';
import { type RedisProxy, startRedisProxy } from './redis-proxy.ts';
import { readWrites } from './redis-writes.ts';

/** One sandbox with a bot and two workers, in which one run after the other is disturbed. */
export interface Lane {
  readonly sandbox: Sandbox;
  readonly store: Store;
  readonly redis: RedisClient;
  /**
   * Back to the seed, with an empty store, a living bot and two living workers.
   * @param doomed who is going to be killed: the one to come in its place is loaded beforehand
   */
  reset(world: AwsWorldSeed | undefined, paceMs: number, doomed?: Role): Promise<void>;
  /** What AWS holds now. */
  held(): readonly Leaf[];
  /** Who sees what the processes do to Redis and Slack, from now to the next reset. */
  watch(watcher: Watcher): void;
  /** kill -9 of this process. Another is started in its place. */
  kill(name: string): Promise<void>;
  /** When the bot that lives now is killed. */
  botDies(): Promise<void>;
  /** When there is a process again for each that was killed. */
  complete(): Promise<void>;
  /** The name of the process that makes this call. */
  processOf(call: SeenCall): string;
  /** After a run that was left in the middle: nobody goes on with it. */
  clear(): Promise<void>;
  /** Errors of ours in the processes' logs since the last reset. */
  mistakes(): readonly string[];
  stop(): Promise<void>;
}

interface Living {
  readonly name: string;
  readonly role: Role;
  readonly process: AssayProcess;
  readonly proxy: RedisProxy;
}

interface Spare extends Omit<Living, 'process'> {
  readonly held: HeldAssay;
}

const mistake = /"level":(50|60)|TypeError|ReferenceError|UnhandledPromiseRejection/;

/** Starts a lane. Only leases, rates and pauses for people are shorter than in production, all by configuration. */
export async function startLane(
  more: Pick<SandboxOptions, 'sweepEvery' | 'digestAt' | 'slackNow' | 'world'> = {},
): Promise<Lane> {
  const sandbox = await startSandbox({
    program: 'built',
    processes: 'none',
    grace: '0s',
    lease: '2s',
    sending: '4s',
    // How soon people are answered is shown elsewhere; here a machine may be slow.
    slackLives: { ackMs: 20_000 },
    strictRates: false,
    strict: true,
    ...more,
  });
  const redis = connectRedis({ url: sandbox.redis.url }, 'patient');
  const store = makeStore({ redis, prefix: keyPrefix });
  const nameOfWrite = await readWrites(redis);
  const living: Living[] = [];
  const starting = new Set<Promise<void>>();
  const seenBefore = new Map<AssayProcess, number>();
  const mourners: (() => void)[] = [];
  let watcher = onlooker;
  /** Runs of the play before. */
  let forgotten: readonly string[] = [];
  let emptiedAt = 0;
  let started = 0;

  const proxyOf = (role: Role, process: string): Promise<RedisProxy> =>
    startRedisProxy(sandbox.redis.port, (command) => {
      const name = nameOfWrite(command);
      if (!name) return undefined;
      const act: Act = { kind: 'redis', role, process, name, words: command.slice(1) };
      return { before: () => watcher.before(act), after: (reply) => watcher.after(act, reply.toString()) };
    });
  async function load(role: Role): Promise<Spare> {
    started += 1;
    const name = `${role}-${started}`;
    const proxy = await proxyOf(role, name);
    // The SDK puts the first into every call's User-Agent: that is how a call's process is known.
    const held = await sandbox.hold(role, {
      AWS_EXECUTION_ENV: name,
      REDIS_URL: proxy.url,
      SLACK_API_URL: sandbox.slack.apiUrlOf(name),
    });
    return { name, role, held, proxy };
  }
  /** Loaded before a play, and not in it: it takes a whole processor, and people wait for two seconds only. */
  const spares = new Map<Role, Promise<Spare>>();
  async function startOne(role: Role): Promise<void> {
    const spare = spares.get(role);
    spares.delete(role);
    const { held, ...one } = await (spare ?? load(role));
    living.push({ ...one, process: await held.go() });
  }
  /** Whoever waits for the lane to be complete waits for this, too. */
  const going = (work: Promise<void>): void => {
    const all = work.finally(() => starting.delete(all));
    starting.add(all);
  };
  async function kill(name: string): Promise<void> {
    const one = living.find((each) => each.name === name);
    if (!one) throw new Error(`${name} does not live`);
    living.splice(living.indexOf(one), 1);
    const dead = one.process.kill('SIGKILL').then(() => one.proxy.close());
    going(dead.then(() => startOne(one.role)));
    await dead;
    if (one.role === 'bot') for (const tell of mourners.splice(0)) tell();
  }
  /** Whoever read an index before Redis was emptied, and its records after, rightly says that they cannot be read. */
  const readInEmptying = (line: string): boolean =>
    line.includes('"type":"UnreadableRecord"') && Number(/"time":(\d+)/.exec(line)?.[1]) < emptiedAt + 1000;
  const logOf = (process: AssayProcess): string => process.log().slice(seenBefore.get(process) ?? 0);

  /** What is being told or looked at while Redis is emptied is told once more by the next play. What a dead one held is not waited for. */
  async function settle(): Promise<void> {
    for (const end = Date.now() + 1000; Date.now() < end; await pause(50)) {
      const left = await Promise.all([
        redis.hlen(`${keyPrefix}rounds:held`),
        ...['urgent', 'normal'].map((queue) => redis.zcard(`${keyPrefix}out:${queue}`)),
      ]);
      if (left.every((count) => count === 0)) return;
    }
  }

  /** Workers remember the audit log of the play before, and would tell that it is gone. Of what was told already they say nothing. */
  async function forgiveEmptying(): Promise<void> {
    const { state, version } = await store.logWatch.state();
    await store.logWatch.told(version, { ...state, toldAt: await store.clock() }, undefined);
  }

  for (const role of ['bot', 'worker', 'worker'] as const) going(startOne(role));
  await Promise.all(starting);
  return {
    sandbox,
    redis,
    store,
    async reset(world = defaultWorld, paceMs, doomed) {
      sandbox.aws.intercept();
      watcher = onlooker;
      sandbox.slack.intercept();
      await Promise.all(starting);
      if (doomed && !spares.has(doomed)) spares.set(doomed, load(doomed));
      await Promise.all(spares.values());
      await settle();
      forgotten = (await redis.keys(`${keyPrefix}run:*`)).map((key) => key.slice(`${keyPrefix}run:`.length));
      await redis.call('FLUSHALL');
      emptiedAt = Date.now();
      await forgiveEmptying();
      sandbox.aws.reset(world);
      sandbox.aws.settings.paceMs = paceMs;
      for (const process of sandbox.processes) seenBefore.set(process, process.log().length);
    },
    held: () => flat(sandbox.aws.dump()),
    watch(by) {
      watcher = by;
      const acts = new WeakMap<SeenSlackCall, Act>();
      sandbox.slack.intercept({
        async before(call) {
          const one = living.find(({ name, role }) => (call.sender ? name === call.sender : role === 'bot'));
          // One that is starting, or dead already; and what every start says.
          if (!one || /^(auth|apps)\./.test(call.name)) return 'go';
          const act: Act = {
            kind: 'slack',
            role: one.role,
            process: one.name,
            name: call.name,
            words: [JSON.stringify(call.sent)],
          };
          acts.set(call, act);
          return by.before(act);
        },
        async after(call) {
          const act = acts.get(call);
          return act ? by.after(act, '') : 'go';
        },
      });
    },
    kill,
    botDies: () => new Promise((resolve) => void mourners.push(resolve)),
    async complete() {
      await Promise.all(starting);
    },
    processOf({ userAgent }) {
      const words = userAgent.split(/[\s/]/);
      const one = living.find(({ name }) => words.includes(name));
      if (!one) throw new Error(`no living process made this call: ${userAgent}`);
      return one.name;
    },
    async clear() {
      await Promise.all(starting);
      for (const one of living.filter(({ role }) => role === 'worker')) await kill(one.name);
    },
    mistakes: () =>
      sandbox.processes.flatMap((process) =>
        logOf(process)
          .split('\n')
          // A process may have had one in hand when the store was emptied.
          .filter((line) => mistake.test(line) && !forgotten.some((id) => line.includes(id)) && !readInEmptying(line)),
      ),
    async stop() {
      await Promise.allSettled(starting);
      redis.disconnect();
      const unused = await Promise.all(spares.values());
      await sandbox.stop();
      for (const { proxy } of [...living, ...unused]) await proxy.close();
    },
  };
}
