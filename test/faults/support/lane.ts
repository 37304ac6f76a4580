import type { AssayProcess } from '../../../sandbox/assay-process.ts';
import { defaultWorld } from '../../../sandbox/aws/default-world.ts';
import type { SeenCall } from '../../../sandbox/aws/server/interceptor.ts';
import type { AwsWorldSeed } from '../../../sandbox/aws/world/world-seed.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts';
import { connectRedis, type RedisClient } from '../../../src/store/connect.ts';
import { keyPrefix } from '../../../src/store/key-prefix.ts';
import { makeStore, type Store } from '../../../src/store/make-store.ts';
import { flat, type Leaf } from './flat.ts';

/** One sandbox with a bot and two workers, in which one run after the other is disturbed. */
export interface Lane {
  readonly sandbox: Sandbox;
  readonly store: Store;
  readonly redis: RedisClient;
  /** Back to the seed, with an empty store and two living workers. */
  reset(world: AwsWorldSeed | undefined, paceMs: number): Promise<void>;
  /** What AWS holds now. */
  held(): readonly Leaf[];
  /** kill -9 of the worker that makes this call. Another is started, so that there are two again. */
  killWorkerOf(call: SeenCall): Promise<void>;
  /** After a run that was left in the middle: nobody goes on with it. */
  clear(): Promise<void>;
  /** Errors of ours in the processes' logs since the last reset. */
  mistakes(): readonly string[];
  stop(): Promise<void>;
}

interface Worker {
  readonly name: string;
  readonly process: AssayProcess;
}

const mistake = /"level":(50|60)|TypeError|ReferenceError|UnhandledPromiseRejection/;

/** Starts a lane. Only leases, rates and pauses for people are shorter than in production, all by configuration. */
export async function startLane(): Promise<Lane> {
  const sandbox = await startSandbox({
    program: 'built',
    processes: 'none',
    grace: '0s',
    lease: '2s',
    strictRates: false,
  });
  const redis = connectRedis({ url: sandbox.redis.url }, 'patient');
  const workers: Worker[] = [];
  const starting = new Set<Promise<void>>();
  const seenBefore = new Map<AssayProcess, number>();
  let started = 0;

  const addWorker = (): void => {
    started += 1;
    const name = `worker-${started}`;
    // The SDK puts this into every call's User-Agent: that is how a call's process is known.
    const going = sandbox
      .start('worker', { AWS_EXECUTION_ENV: name })
      .then((process) => void workers.push({ name, process }))
      .finally(() => starting.delete(going));
    starting.add(going);
  };
  const logOf = (process: AssayProcess): string => process.log().slice(seenBefore.get(process) ?? 0);

  addWorker();
  addWorker();
  await Promise.all([sandbox.start('bot'), ...starting]);
  return {
    sandbox,
    redis,
    store: makeStore({ redis, prefix: keyPrefix }),
    async reset(world = defaultWorld, paceMs) {
      sandbox.aws.intercept();
      await Promise.all(starting);
      await redis.call('FLUSHALL');
      sandbox.aws.reset(world);
      sandbox.aws.settings.paceMs = paceMs;
      for (const process of sandbox.processes) seenBefore.set(process, process.log().length);
    },
    held: () => flat(sandbox.aws.dump()),
    async killWorkerOf({ userAgent }) {
      const index = workers.findIndex(({ name }) => userAgent.split(/[\s/]/).includes(name));
      const [worker] = index < 0 ? [] : workers.splice(index, 1);
      if (!worker) throw new Error(`no living worker made this call: ${userAgent}`);
      await worker.process.kill('SIGKILL');
      addWorker();
    },
    async clear() {
      await Promise.all(starting);
      for (const { process } of workers.splice(0)) await process.kill('SIGKILL');
      addWorker();
      addWorker();
    },
    mistakes: () =>
      sandbox.processes.flatMap((process) =>
        logOf(process)
          .split('\n')
          .filter((line) => mistake.test(line)),
      ),
    async stop() {
      await Promise.allSettled(starting);
      redis.disconnect();
      await sandbox.stop();
    },
  };
}
