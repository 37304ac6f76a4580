import { expect, it } from 'vitest';
import { makeRunStore } from '../../src/store/run-store.ts';
import { together } from '../../src/store/together.ts';
import { withRedis } from './open-store.ts';
import { sampleRun } from './sample-run.ts';

const { open } = withRedis();

/** Scripts that Redis has run so far. */
async function scriptsOf(redis: ReturnType<typeof open>['redis']): Promise<number> {
  const info = await redis.info('commandstats');
  return [...info.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce((sum, [, calls]) => sum + Number(calls), 0);
}

it('records and lists that are asked for in the same moment are a few scripts, each answer its own', async () => {
  const { store, redis } = open();
  const runs = [];
  for (let number = 0; number < 120; number += 1)
    runs.push(
      (
        await store.runs.create(`k${number}`, (now) => ({
          run: sampleRun(now, { about: [`ami-${number}`] }),
          audit: [],
        }))
      ).run,
    );
  // Once each, so that Redis knows both scripts.
  await store.runs.get('r-nobody2222');
  await store.runs.list({ about: 'ami-0', limit: 50 });
  const before = await scriptsOf(redis);
  const got = await Promise.all([...runs.map(({ id }) => store.runs.get(id)), store.runs.get('r-nobody2222')]);
  const between = await scriptsOf(redis);
  expect(got).toEqual([...runs, undefined]);
  const lists = await Promise.all(runs.map((_run, number) => store.runs.list({ about: `ami-${number}`, limit: 50 })));
  const after = await scriptsOf(redis);
  expect(lists).toEqual(runs.map((run) => [run]));
  console.log(`120 records: ${between - before} scripts; 120 lists: ${after - between} scripts`);
  expect(between - before).toBe(3);
  expect(after - between).toBe(6);
});

it('a list longer than a page is read to its end beside others', async () => {
  const { store } = open();
  for (let number = 0; number < 130; number += 1)
    await store.runs.create(`k${number}`, (now) => ({ run: sampleRun(now, { about: ['ami-1'] }), audit: [] }));
  const [all, none, open_] = await Promise.all([
    store.runs.list({ about: 'ami-1', limit: 200 }),
    store.runs.list({ about: 'ami-2', limit: 200 }),
    store.runs.list({ states: ['queued'], limit: 60 }),
  ]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(130);
  expect(none).toEqual([]);
  expect(open_).toHaveLength(60);
});

it('one record that cannot be read rejects alone', async () => {
  const { redis, prefix, store } = open();
  const { run } = await store.runs.create('k', (now) => ({ run: sampleRun(now), audit: [] }));
  await redis.hset(`${prefix}run:r-broken2222`, 'd', '{');
  const runs = makeRunStore({ redis, prefix });
  const [right, broken] = await Promise.allSettled([runs.get(run.id), runs.get('r-broken2222')]);
  expect(right).toEqual({ status: 'fulfilled', value: run });
  expect(broken).toMatchObject({ status: 'rejected', reason: { name: 'UnreadableRecord' } });
});

it('a question that fails fails for all who asked in it, and for nobody after', async () => {
  let asked = 0;
  const ask = together<number, number>(2, async (all) => {
    asked += 1;
    if (asked === 1) throw new Error('gone');
    return all.map((each) => each * 10);
  });
  const first = await Promise.allSettled([ask(1), ask(2), ask(3)]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect(await ask(4)).toBe(40);
});
