import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { BusyError } from '../../../src/core/outcome.ts';
import { hashOf } from '../../../src/core/verify-audit.ts';
import type { RedisClient } from '../../../src/store/connect.ts';
import { kinds } from '../../approvals/support/people.ts';
import { runId } from '../../approvals/support/world.ts';
import type { Machinery } from './load-machinery.ts';
import { approved, openWorkshop } from './workshop.ts';

export interface MachineryCase {
  readonly name: string;
  readonly check: (machinery: Machinery, redis: RedisClient) => Promise<void>;
}

const another = 'e'.repeat(64);

/** Sends every script twice, as a client does whose first answer was lost. */
const sentTwice = (redis: RedisClient): RedisClient =>
  new Proxy(redis, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const call = value.bind(target) as (...args: unknown[]) => Promise<unknown>;
      if (name !== 'evalsha' && name !== 'eval') return call;
      return async (...args: unknown[]) => {
        await call(...args);
        return call(...args);
      };
    },
  });

/** What store and engine owe the two-person rule. */
export const machineryCases: readonly MachineryCase[] = [
  {
    name: 'two last votes at the same moment are both stored, each with its line',
    async check(machinery, redis) {
      const { request, cast, the, log } = openWorkshop(machinery, redis);
      await request();
      deepEqual(await Promise.all([cast('first'), cast('second')]), ['stored', 'stored']);
      deepEqual((await the()).approval?.votes.map(({ userId }) => userId).sort(), [kinds.first, kinds.second]);
      const lines = (await log()).filter(({ action }) => action === 'vote').map(({ actor }) => actor);
      deepEqual(lines.sort(), [kinds.first, kinds.second]);
    },
  },
  {
    name: 'a vote whose answer was lost is sent again: it counts once, and its person hears that it is stored',
    async check(machinery, redis) {
      const { request, cast, the, log } = openWorkshop(machinery, sentTwice(redis));
      await request();
      equal(await cast('first'), 'stored');
      equal((await the()).approval?.votes.length, 1);
      equal((await log()).filter(({ action }) => action === 'vote').length, 1);
    },
  },
  {
    name: 'a request that comes twice at once is one request',
    async check(machinery, redis) {
      const { request, store } = openWorkshop(machinery, redis);
      const ids = ['r-aaaaaaaaaa', 'r-bbbbbbbbbb'];
      const made = await Promise.all(ids.map((id) => request({ id }, 'the same')));
      equal(new Set(made.map(({ id }) => id)).size, 1);
      equal((await store.runs.list({ limit: 10 })).length, 1);
    },
  },
  {
    name: 'the id of a request is not taken over by another one',
    async check(machinery, redis) {
      const { request, the } = openWorkshop(machinery, redis);
      await request();
      await rejects(request({ ...approved(), plan: { thing: 'another' } }));
      equal((await the()).state, 'waiting');
    },
  },
  {
    name: 'a line of the log that was changed is found, and one that was written anew',
    async check(machinery, redis) {
      const { request, cast, log } = openWorkshop(machinery, redis);
      await request();
      for (const kind of ['first', 'second'] as const) await cast(kind);
      const lines = await log();
      const breaksIn = (some: typeof lines) =>
        machinery.followChain(some.map((entry) => ({ sequence: entry.sequence, entry }))).breaks.length;
      equal(breaksIn(lines), 0);
      const forged = (anew: boolean) =>
        lines.map((line, index) => {
          if (index !== 0) return line;
          const other = { ...line, actor: kinds.third };
          return anew ? { ...other, hash: hashOf(other) } : other;
        });
      equal(breaksIn(forged(false)), 1);
      equal(breaksIn(forged(true)), 1);
    },
  },
  {
    name: 'the clock hands out a request whose time is over',
    async check(machinery, redis) {
      const { request, parts, timing, change } = openWorkshop(machinery, redis);
      await request();
      await change((run, now) => ({ ...run, approval: run.approval && { ...run.approval, expiresAt: now - 1 } }));
      const handed: string[] = [];
      const nudges = { advance: async (id: string) => void handed.push(id), poll: async () => {} };
      await machinery.startTicker(parts, timing, nudges as unknown as Parameters<Machinery['startTicker']>[2]).stop();
      deepEqual(handed, [runId]);
    },
  },
  {
    name: 'a request whose time is over expires, whoever looks at it',
    async check(machinery, redis) {
      const { request, work, change, begun } = openWorkshop(machinery, redis);
      await request();
      await change((run, now) => ({ ...run, approval: run.approval && { ...run.approval, expiresAt: now - 1 } }));
      equal((await work()).state, 'expired');
      deepEqual(begun, []);
    },
  },
  {
    name: 'no worker takes a request that waits for its people',
    async check(machinery, redis) {
      const { request, store, the } = openWorkshop(machinery, redis);
      await request();
      equal(await machinery.takeLease(store.runs, runId, 'token', 60_000), undefined);
      equal((await the()).lease, undefined);
    },
  },
  {
    name: 'two workers are not at the same approved plan',
    async check(machinery, redis) {
      const { request, store } = openWorkshop(machinery, redis);
      await request(approved());
      ok(await machinery.takeLease(store.runs, runId, 'one', 60_000));
      equal(await machinery.takeLease(store.runs, runId, 'other', 60_000), undefined);
    },
  },
  {
    name: 'what was approved is done once, and ends as done',
    async check(machinery, redis) {
      const { request, work, written, hooks } = openWorkshop(machinery, redis);
      await request(approved());
      let tries = 0;
      hooks.afterStep = async () => {
        tries += 1;
        if (tries === 1) throw new BusyError('not yet', { waitMs: 0 });
      };
      equal((await work(8)).state, 'done');
      equal(tries, 2);
      deepEqual(written, ['tag']);
    },
  },
  {
    name: 'the approval that is written names the line of the log with which it was complete',
    async check(machinery, redis) {
      const { request, cast, work, log, given } = openWorkshop(machinery, redis);
      await request();
      for (const kind of ['first', 'second'] as const) equal(await cast(kind), 'stored');
      equal((await work()).state, 'done');
      const line = (await log()).find(({ action }) => action === 'decision');
      deepEqual(
        given.map(({ decision }) => decision),
        [{ sequence: line?.sequence, hash: line?.hash }],
      );
    },
  },
  {
    name: 'votes are asked after before anything is begun',
    async check(machinery, redis) {
      const { request, work, begun, directory, hooks } = openWorkshop(machinery, redis);
      hooks.confirms = false;
      await request(approved());
      directory.toggleApprover('second');
      const run = await work();
      deepEqual(begun, []);
      equal(run.state, 'waiting');
      ok(run.approval?.votes.some(({ userId, void: gone }) => userId === kinds.second && gone));
    },
  },
  {
    name: 'the plan is made again before anything is begun',
    async check(machinery, redis) {
      const { request, work, begun, world, hooks } = openWorkshop(machinery, redis);
      hooks.confirms = false;
      await request(approved());
      world.digest = another;
      equal((await work()).state, 'stale');
      deepEqual(begun, []);
    },
  },
  {
    name: 'an approval under a rule that was changed ends as out of date',
    async check(machinery, redis) {
      const { request, work, begun } = openWorkshop(machinery, redis);
      const { approval, ...rest } = approved();
      await request({ ...rest, approval: approval && { ...approval, policyDigest: another } });
      equal((await work()).state, 'stale');
      deepEqual(begun, []);
    },
  },
  {
    name: 'votes are asked after once more inside the step that writes',
    async check(machinery, redis) {
      const { request, work, written, directory, hooks } = openWorkshop(machinery, redis);
      await request(approved());
      hooks.beforeWrite = async () => directory.toggleApprover('second');
      equal((await work(1)).state, 'waiting');
      deepEqual(written, []);
    },
  },
  {
    name: 'the plan is made once more inside the step that writes',
    async check(machinery, redis) {
      const { request, work, written, world, hooks } = openWorkshop(machinery, redis);
      await request(approved());
      hooks.beforeWrite = async () => {
        world.digest = another;
      };
      equal((await work()).state, 'stale');
      deepEqual(written, []);
    },
  },
  {
    name: 'a worker that has lost the run writes nothing',
    async check(machinery, redis) {
      const { request, work, written, change, hooks, the } = openWorkshop(machinery, redis);
      await request(approved());
      hooks.beforeWrite = async () => {
        await change((run, now) => ({ ...run, lease: { token: 'another worker', until: now + 60_000 } }));
      };
      await work(1);
      deepEqual(written, []);
      equal((await the()).lease?.token, 'another worker');
    },
  },
  {
    name: 'what somebody cancelled is not written',
    async check(machinery, redis) {
      const { request, work, written, change, hooks } = openWorkshop(machinery, redis);
      await request(approved());
      hooks.beforeStep = async () => {
        await change((run, now) => ({ ...run, cancelAsked: { by: kinds.first, at: now } }));
      };
      equal((await work(1)).state, 'cancelled');
      deepEqual(written, []);
    },
  },
];
