import fc from 'fast-check';
import { Redis } from 'ioredis';
import { lifeEvents, mishap } from './events.ts';
import { Life } from './life.ts';

/**
 * Lives so many requests on the Redis at a URL, some at a time, and prints as JSON how often what came about.
 * `node live.ts <url> <name> <lives> <seed>`; ends with 1 and the smallest counterexample when a life goes wrong.
 */
const [url = '', name = '', lives = '1', seed = '1'] = process.argv.slice(2);
/** So many at once, for which one connection sends what they ask for together. */
const lanes = 12;

const redis = new Redis(url, { enableAutoPipelining: true, maxRetriesPerRequest: null });
const reached: Record<string, number> = {};
const reach = (what: string): void => {
  reached[what] = (reached[what] ?? 0) + 1;
};

async function forget(prefix: string): Promise<void> {
  const [, keys] = await redis.scan('0', 'MATCH', `${prefix}*`, 'COUNT', 100_000);
  if (keys.length > 0) await redis.unlink(keys);
}

async function lane(lane: number, numRuns: number): Promise<void> {
  let born = 0;
  const turns = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 8 });
  const life = fc.asyncProperty(
    fc.option(mishap, { freq: 1, nil: undefined }),
    lifeEvents,
    turns,
    async (first, events, pauses) => {
      const prefix = `{${name}-${lane}-${born++}}:`;
      const life = new Life(redis, prefix, pauses, reach);
      await life.begin(first);
      for (const one of events) {
        await life.happen(one);
        reach('events');
      }
      await life.end();
      await forget(prefix);
      reach('lives');
    },
  );
  await fc.assert(life, { numRuns, seed: Number(seed) + lane });
}

const each = Math.ceil(Number(lives) / lanes);
await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number, each)));
console.log(JSON.stringify(reached));
// Programs that died in the middle of a call leave it behind for ever.
process.exit(0);
