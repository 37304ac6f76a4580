import { expect, test } from 'vitest';
import { z } from 'zod';
import { requeued } from '../../src/approvals/retry-run.ts';
import { tickWaiting } from '../../src/approvals/tick-waiting.ts';
import { BusyError, UserError } from '../../src/core/outcome.ts';
import { eventually } from '../store/eventually.ts';
import { withEngine } from './open-engine.ts';

const { world } = withEngine();

test('a failed run takes back what was temporary, tells it, and does it anew when it is tried again', async () => {
  const effects: string[] = [];
  let broken = true;
  const { start, submit, reaches, store } = world(
    {
      one: async (_name, ctx) => {
        await ctx.step('give', z.null(), async () => {
          effects.push('give');
          return null;
        });
        if (broken) throw new UserError('aws_failed', 'AWS says no');
        return 'ok';
      },
    },
    {},
    {
      one: async (_name, ctx) => {
        let tries = 0;
        await ctx.step('give', z.null(), async () => {
          if (effects.filter((effect) => effect === 'busy').length === 0) {
            effects.push('busy');
            throw new BusyError('later', { waitMs: 1 });
          }
          tries++;
          effects.push('take back');
          return null;
        });
        await ctx.forget('give');
        return `It was taken back (${tries})`;
      },
    },
  );
  const run = await submit({ job: 'one' });
  const engine = await start();
  const failed = await reaches(run.id, 'failed');
  expect(failed.ending).toMatchObject({ code: 'aws_failed', message: 'AWS says no. It was taken back (1).' });
  expect(failed.steps).toEqual({});
  expect(effects).toEqual(['give', 'busy', 'take back']);
  broken = false;
  await store.runs.update(run.id, (found, now) => ({ ...requeued(found, now), audit: [] }));
  await engine.wake(run.id);
  const done = await reaches(run.id, 'done');
  expect(done.retried?.count).toBe(1);
  expect(effects).toEqual(['give', 'busy', 'take back', 'give']);
});

test('what cannot be taken back is told beside the ending; a run that began nothing has nothing to take back', async () => {
  const released: string[] = [];
  const { start, submit, reaches } = world(
    {
      one: async (name, ctx) => {
        if (name !== 'nothing') await ctx.step('give', z.null(), async () => null);
        throw new UserError('aws_failed', 'AWS says no');
      },
    },
    {},
    {
      one: async (name) => {
        released.push(name);
        throw name === 'bug'
          ? new TypeError('a mistake')
          : new UserError('aws_denied', 'not allowed', { hint: 'Allow it.' });
      },
    },
  );
  const runs = await Promise.all(['denied', 'nothing', 'bug'].map((name) => submit({ job: 'one', plan: { name } })));
  await start();
  const [denied, nothing, bug] = await Promise.all(runs.map(({ id }) => reaches(id, 'failed')));
  expect(denied?.ending).toMatchObject({ message: 'AWS says no. Not taken back: not allowed.', hint: 'Allow it.' });
  expect(nothing?.ending?.message).toBe('AWS says no');
  expect(bug?.ending?.message).toMatch(
    /^AWS says no\. What was temporary could not be taken back \(reference e-[0-9a-f]+\)\.$/,
  );
  expect(released).not.toContain('nothing');
});

test('a sleeping run holds no lock: another on the same subject runs meanwhile, and it goes on at its moment', async () => {
  const order: string[] = [];
  const { start, submit, reaches, store } = world({
    long: async (_name, ctx) => {
      const until = await ctx.step('until', z.number(), async () => Date.now() + 1500);
      await ctx.sleep(new Date(until));
      order.push('long');
      return null;
    },
    short: async () => void order.push('short'),
  });
  await start();
  const long = await submit({ job: 'long', subject: 'image/a' });
  await eventually('it to sleep', async () => (await store.runs.get(long.id))?.asleepUntil !== undefined);
  const short = await submit({ job: 'short', subject: 'image/a' });
  await reaches(short.id, 'done');
  expect((await reaches(long.id, 'done')).asleepUntil).toBeUndefined();
  expect(order).toEqual(['short', 'long']);
});

test('a sleeping run is cancelled at once', async () => {
  const { start, submit, reaches, store } = world({
    long: async (_name, ctx) => {
      await ctx.sleep(new Date('2100-01-01'));
      return null;
    },
  });
  const engine = await start();
  const run = await submit({ job: 'long' });
  await eventually('it to sleep', async () => (await store.runs.get(run.id))?.asleepUntil !== undefined);
  await store.runs.update(run.id, (found, now) => ({
    run: { ...found, cancelAsked: { by: 'U2', at: now } },
    audit: [],
    due: now,
  }));
  await engine.wake(run.id);
  expect(await reaches(run.id, 'cancelled')).not.toHaveProperty('asleepUntil');
});

test('what AWS rations is shared in order: never more at once than the limit, nobody is forgotten', async () => {
  let now = 0;
  let most = 0;
  const { start, submit, reaches, store } = world({
    share: async (name, ctx) => {
      now += 2;
      most = Math.max(most, now);
      await ctx.step('work', z.null(), async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return null;
      });
      now -= 2;
      return name;
    },
  });
  await start();
  const runs = await Promise.all(
    Array.from({ length: 12 }, (_, at) => submit({ job: 'share', plan: { name: `${at}` } })),
  );
  for (const run of runs) await reaches(run.id, 'done');
  expect(most).toBeLessThanOrEqual(6);
  expect(most).toBeGreaterThan(2);
  expect(await store.quotas.acquire((await submit({ job: 'nobody' })).id, [{ key: 'q', amount: 9, limit: 7 }])).toBe(
    true,
  );
});

test('a run that has begun and is not approved again in time takes back what was temporary, and says what stays', async () => {
  const released: string[] = [];
  const { start, submit, reaches, notices } = world(
    { one: async () => expect.unreachable() },
    { tickWaiting },
    {
      one: async () => {
        released.push('one');
        return 'The key was taken back';
      },
    },
  );
  const steps = { deprecate: { state: 'done' as const, at: 1, result: null } };
  const approval = { environment: 'production', minimum: 2, users: ['U2'], groups: [], policyDigest: 'p', votes: [] };
  await start();
  const run = await submit({ job: 'one', state: 'waiting', steps, approval: { ...approval, expiresAt: 1 } });
  const { ending } = await reaches(run.id, 'cancelled');
  const said =
    'Cancelled: not enough people approved again in time (0 of 2). What was already done stays: deprecate. The key was taken back.';
  expect(ending).toEqual({ code: 'cancelled', message: said });
  expect(released).toEqual(['one']);
  expect(JSON.stringify(await notices())).not.toContain('Nothing was done');
});
