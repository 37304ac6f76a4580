import { expect, test } from 'vitest';
import { z } from 'zod';
import { requeued } from '../../src/approvals/retry-run.ts';
import type { JobContext } from '../../src/core/job.ts';
import { UserError } from '../../src/core/outcome.ts';
import { advanceChildren } from '../../src/engine/children.ts';
import { eventually } from '../store/eventually.ts';
import { withEngine } from './open-engine.ts';

const { world } = withEngine();

const three = ['eu', 'us', 'ap'];
const fanOut = async (_name: string, ctx: JobContext) => {
  const ends = await ctx.children(three.map((key) => ({ key, job: 'part', plan: { name: key } })));
  const failed = ends.filter(({ state }) => state !== 'done');
  if (failed.length > 0)
    throw new UserError('aws_failed', failed.map(({ key, ending }) => `${key}: ${ending.message}`).join('; '));
  return ends.map(({ key, result }) => [key, result]);
};

test('one child per target; the parent goes on when the last has ended, with their results in order', async () => {
  const calls: string[] = [];
  const { start, submit, reaches, store, notices } = world({
    all: fanOut,
    part: (name, ctx) => ctx.step('do', z.string(), async () => `${calls.push(name)}`),
  });
  const run = await submit({ job: 'all' });
  await start();
  const done = await reaches(run.id, 'done');
  expect(done.result).toEqual(three.map((key) => [key, expect.any(String)]));
  expect([...calls].sort()).toEqual([...three].sort());
  expect(done.children).toBe(3);
  const children = await store.runs.children(run.id);
  expect(children.map(({ parent, state }) => [parent?.key, state])).toEqual(three.map((key) => [key, 'done']));
  // Lists of runs show the parent alone; nobody is called for a child.
  expect((await store.runs.list({ limit: 10 })).map(({ id }) => id)).toEqual([run.id]);
  expect((await notices()).map(({ runId }) => runId)).toEqual([run.id]);
});

test('a failed child takes no other down, and a retry of the parent tries only that one again', async () => {
  const calls: string[] = [];
  let broken = true;
  const { start, submit, reaches, store } = world({
    all: fanOut,
    part: (name, ctx) =>
      ctx.step('do', z.string(), async () => {
        calls.push(name);
        if (name === 'us' && broken) throw new UserError('aws_failed', 'the key is disabled');
        return name;
      }),
  });
  const run = await submit({ job: 'all' });
  const engine = await start();
  const failed = await reaches(run.id, 'failed');
  expect(failed.ending?.message).toBe('us: the key is disabled');
  expect(calls.filter((name) => name !== 'us').sort()).toEqual(['ap', 'eu']);
  broken = false;
  await store.runs.update(run.id, (found, now) => ({ ...requeued(found, now), audit: [] }));
  await engine.wake(run.id);
  const done = await reaches(run.id, 'done');
  expect(done).not.toHaveProperty('closing');
  expect([...calls].sort()).toEqual(['ap', 'eu', 'us', 'us']);
});

test('cancelling the parent stops its children first, and each takes back what was temporary', async () => {
  const released: string[] = [];
  const { start, submit, reaches, store, fake } = world(
    {
      all: fanOut,
      part: async (name, ctx) => {
        await ctx.step('give', z.null(), async () => null);
        await ctx.until({
          watch: 'image',
          place: { account: '111122223333', region: 'eu-central-1' },
          target: `ami-${name}`,
        });
        return name;
      },
    },
    {},
    {
      part: async (name, ctx) => {
        await ctx.step('give', z.null(), async () => {
          released.push(name);
          return null;
        });
        await ctx.forget('give');
        return `The access of ${name} was taken back.`;
      },
    },
  );
  const run = await submit({ job: 'all' });
  const engine = await start();
  await eventually(
    'all to wait',
    async () => (await store.runs.children(run.id)).filter(({ waits }) => Object.keys(waits).length > 0).length === 3,
  );
  fake.add('available ami-eu');
  await eventually('one to be done', async () =>
    (await store.runs.children(run.id)).some(({ state }) => state === 'done'),
  );
  await store.runs.update(run.id, (found, now) => ({
    run: { ...found, cancelAsked: { by: 'U2', at: now } },
    audit: [],
    due: now,
  }));
  await engine.wake(run.id);
  const cancelled = await reaches(run.id, 'cancelled');
  expect([...released].sort()).toEqual(['ap', 'us']);
  const children = await store.runs.children(run.id);
  expect(children.map(({ state }) => state)).toEqual(['done', 'cancelled', 'cancelled']);
  expect(children[1]?.ending?.message).toBe('Cancelled. Nothing was done. The access of us was taken back.');
  expect(children[1]?.steps).toEqual({});
  expect(cancelled).not.toHaveProperty('closing');
});

test('a retry tries no child again that is not asked for any more', async () => {
  const calls: string[] = [];
  let names = three;
  const { start, submit, reaches, store } = world({
    all: async (_name, ctx) => {
      const ends = await ctx.children(names.map((key) => ({ key, job: 'part', plan: { name: key } })));
      if (ends.some(({ state }) => state !== 'done')) throw new UserError('aws_failed', 'not all');
      return ends.map(({ key }) => key);
    },
    part: async (name) => {
      calls.push(name);
      if (name === 'us') throw new UserError('aws_failed', 'it is locked');
    },
  });
  const run = await submit({ job: 'all' });
  const engine = await start();
  await reaches(run.id, 'failed');
  names = ['eu', 'ap'];
  await store.runs.update(run.id, (found, now) => ({ ...requeued(found, now), audit: [] }));
  await engine.wake(run.id);
  expect((await reaches(run.id, 'done')).result).toEqual(names);
  expect((await store.runs.children(run.id)).map(({ state }) => state)).toEqual(['done', 'failed', 'done']);
  expect([...calls].sort()).toEqual([...three].sort());
});

test('a child that was asked for later than the others, and failed, is tried again by a retry', async () => {
  const calls: string[] = [];
  const { start, submit, reaches, store } = world({
    all: async (_name, ctx) => {
      const part = (key: string) => ({ key, job: 'part', plan: { name: key } });
      await ctx.children([part('copy')]);
      const ends = await ctx.children([part('copy'), part('share')]);
      if (ends.some(({ state }) => state !== 'done')) throw new UserError('aws_failed', 'not shared');
      return ends.map(({ key }) => key);
    },
    part: async (name) => {
      calls.push(name);
      if (name === 'share' && calls.length === 2) throw new UserError('aws_failed', 'not now');
    },
  });
  const run = await submit({ job: 'all' });
  const engine = await start();
  await reaches(run.id, 'failed');
  await store.runs.update(run.id, (found, now) => ({ ...requeued(found, now), audit: [] }));
  await engine.wake(run.id);
  expect((await reaches(run.id, 'done')).result).toEqual(['copy', 'share']);
  expect(calls).toEqual(['copy', 'share', 'share']);
});

test('a worker that was thought dead starts no child of a run that has ended, and puts none back', async () => {
  const { submit, store, parts } = world({ all: fanOut, part: async () => null });
  const run = await submit({ job: 'all' });
  const requests = three.map((key) => ({ key, job: 'part', plan: { name: key } }));
  await advanceChildren(parts, run, requests.slice(0, 1));
  const [child] = await store.runs.children(run.id);
  const end = (id: string, state: 'failed' | 'cancelled') =>
    store.runs.update(id, (found) => ({ run: { ...found, state }, audit: [], due: null }));
  const { changedAt } = await end(child?.id ?? '', 'failed');
  await end(run.id, 'cancelled');
  // As it saw the run before it stood still.
  const before = { ...run, retried: { at: changedAt, count: 1 } };
  for (const asked of [requests, requests.slice(0, 1)])
    await expect(advanceChildren(parts, before, asked)).rejects.toMatchObject({ kind: 'fenced' });
  expect((await store.runs.children(run.id)).map(({ state }) => state)).toEqual(['failed']);
});
