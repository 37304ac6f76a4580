import { makeEngine } from '../../src/engine/make-engine.ts';
import { connectRedis } from '../../src/store/connect.ts';
import { makeStore, type Store } from '../../src/store/make-store.ts';
import { makeFakeAws } from './fake-aws.ts';
import { calmParts, collectingLog, storeTiming } from './quick.ts';
import { makeTestCatalogue } from './test-catalogue.ts';

/**
 * A worker that dies (SIGKILL) or freezes (SIGSTOP) at the n-th point of its work; every write to the store and every
 * effect at AWS is two points, before and after. Prints each point, so that a first child that never dies enumerates them.
 */
const [portText, prefix = '', effects = '', dieAtText = '0', how = 'SIGKILL'] = process.argv.slice(2);
const port = Number(portText);
const dieAt = Number(dieAtText);
let points = 0;

function point(name: string): void {
  points++;
  process.stdout.write(`${points} ${name}\n`);
  if (points === dieAt) process.kill(process.pid, how);
}

/** Calls of the clock are no points: they come whenever they come. */
const writes: Partial<Record<keyof Store, readonly string[]>> = {
  runs: ['update'],
  locks: ['acquire', 'release'],
  watches: ['add', 'remove', 'schedule'],
};

function pointed<T extends object>(name: string, target: T, methods: readonly string[]): T {
  return new Proxy(target, {
    get(from, key) {
      const value: unknown = Reflect.get(from, key);
      if (typeof value !== 'function' || !methods.includes(String(key))) return value;
      return async (...args: unknown[]) => {
        point(`before ${name}.${String(key)}`);
        const answer: unknown = await value.apply(from, args);
        point(`after ${name}.${String(key)}`);
        return answer;
      };
    },
  });
}

const redis = connectRedis({ url: `redis://127.0.0.1:${port}` }, 'patient');
const plain = makeStore({ redis, prefix }, storeTiming);
const store = Object.fromEntries(
  Object.entries(plain).map(([name, target]) => {
    const methods = writes[name as keyof Store];
    return [name, methods ? pointed(name, target as object, methods) : target];
  }),
) as unknown as Store;

const fake = makeFakeAws(effects, point);
const { log, logged } = collectingLog();
const engine = makeEngine({
  ...calmParts,
  store,
  aws: fake.aws,
  log,
  catalogue: makeTestCatalogue(fake),
  connection: { host: '127.0.0.1', port },
  prefix,
});
await engine.start();
// Tells the parent what it saw, once a second life is over.
setInterval(() => {
  for (const line of logged.splice(0)) process.stdout.write(`log ${line.message}\n`);
}, 20);
