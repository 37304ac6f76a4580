import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../sandbox/redis/free-port.ts';
import type { AuditEvent } from '../../src/core/audit.ts';
import { BusyError, StaleError, UserError } from '../../src/core/outcome.ts';
import { makeWaker } from '../../src/engine/make-waker.ts';
import { queueConnection } from '../../src/store/connect.ts';
import { eventually } from '../store/eventually.ts';
import { keysOf } from '../store/keys-of.ts';
import { event } from '../store/sample-run.ts';
import { loggedIn } from '../store/whole-log.ts';
import { withEngine } from './open-engine.ts';
import { place } from './test-catalogue.ts';

const { world, queues } = withEngine();
const named = (job: string, name = 'web') => ({ job, plan: { name } });

describe('a life', () => {
  test('from the request over the wait to done, with card, audit lines and one word to the requester', async () => {
    const { start, submit, store, fake, reaches, notices } = world();
    const engine = await start();
    const run = await submit({ command: { name: 'create', input: {} } });
    await engine.wake(run.id);
    const [created] = await eventually('the image', () => fake.lines('create').length > 0 && fake.lines('create'));
    const imageId = created?.split(' ')[2] ?? '';
    fake.add(`percent ${imageId} 40`);
    await eventually('progress', async () => (await store.runs.get(run.id))?.progress?.percent === 40);
    expect((await store.runs.get(run.id))?.lease).toBeUndefined();
    fake.add(`available ${imageId}`);
    const done = await reaches(run.id, 'done');
    expect(done).toMatchObject({ result: { imageId }, ending: { code: 'done' }, starts: 0, attempts: 0 });
    expect(done).not.toHaveProperty('lease');
    expect(fake.lines('create')).toHaveLength(1);
    expect(fake.lines('tag')).toHaveLength(1);
    expect(
      (await store.audit.about(run.id)).map((line) => [line.action, line.details['step'] ?? line.details['to']]),
    ).toEqual([
      ['state', 'running'],
      ['step', 'create'],
      ['step', 'tag'],
      ['state', 'done'],
    ]);
    expect((await store.audit.about(imageId)).length).toBe(3);
    expect((await store.runs.list({ about: imageId, limit: 5 })).map(({ id }) => id)).toEqual([run.id]);
    expect(await notices()).toMatchObject([
      {
        key: `${run.id}:done`,
        urgent: true,
        message: { lines: [[{ kind: 'person', userId: 'U1' }], expect.any(String)] },
      },
    ]);
    await eventually(
      'the place to be forgotten',
      async () => (await store.watches.all(place.account, place.region)).length === 0,
    );
  });

  test('without any nudge: the due list alone', async () => {
    const { start, submit, reaches } = world({ empty: async () => 'ok' });
    const run = await submit(named('empty'));
    await start();
    expect(await reaches(run.id, 'done')).toMatchObject({ result: 'ok' });
  });

  test('the bot role nudges, never waits for Redis, and closes while it is down', async () => {
    const { start, submit, reaches, parts, logged } = world({ empty: async () => null });
    await start();
    const waker = makeWaker({
      connection: queues('fail-fast'),
      prefix: parts.prefix,
      log: parts.log,
    });
    const run = await submit(named('empty'));
    await waker.wake(run.id);
    await reaches(run.id, 'done');
    const nowhere = queueConnection({ url: `redis://127.0.0.1:${await freePort()}` }, 'fail-fast').connection;
    const deaf = makeWaker({ connection: nowhere, prefix: parts.prefix, log: parts.log });
    const started = performance.now();
    await deaf.wake(run.id);
    expect(performance.now() - started).toBeLessThan(2500);
    expect(logged.map((line) => line.message)).toContain('a nudge was lost, the due list will do');
    await Promise.all([waker.close(), deaf.close()]);
    expect(performance.now() - started).toBeLessThan(8000);
  });

  test('a step is stored once and returns the same afterwards; intent without result is told to the next attempt', async () => {
    const attempts: boolean[] = [];
    let first = true;
    const { start, submit, reaches } = world({
      two: async (_name, ctx) => {
        const one = await ctx.step('one', z.object({ at: z.number().transform((n) => n + 1) }), async () => ({
          at: 1,
        }));
        await ctx.step('two', z.null(), async ({ resumed }) => {
          attempts.push(resumed);
          if (first) {
            first = false;
            throw new BusyError('not now', { waitMs: 1 });
          }
          return null;
        });
        return one;
      },
    });
    const run = await submit(named('two'));
    await start();
    const done = await reaches(run.id, 'done');
    expect(attempts).toEqual([false, true]);
    expect(done).toMatchObject({ result: { at: 2 }, steps: { one: { result: { at: 1 } } } });
  });

  test('waits for several things at once, and for none of them with a worker', async () => {
    const { start, submit, reaches, fake, store, looks } = world({
      both: async (_name, ctx) => {
        const all = await Promise.all(
          ['ami-a', 'ami-b', 'ami-c'].map((target) => ctx.until({ watch: 'image', place, target })),
        );
        return all.map(({ state }) => state);
      },
    });
    await start();
    const runs = await Promise.all(Array.from({ length: 20 }, () => submit(named('both'))));
    await eventually('all to wait', async () => (await store.watches.all(place.account, place.region)).length === 60);
    for (const id of ['ami-b', 'ami-a', 'ami-c']) fake.add(`available ${id}`);
    for (const run of runs) expect((await reaches(run.id, 'done')).result).toEqual(['done', 'done', 'done']);
    console.log(`60 waits of 20 runs: ${looks.count} looks`);
    expect(looks.count).toBeLessThan(60);
  });

  test('a failed image is told with AWS’s reason', async () => {
    const { start, submit, reaches, fake, notices } = world();
    const run = await submit();
    await start();
    const [line] = await eventually('the image', () => fake.lines('create').length > 0 && fake.lines('create'));
    fake.add(`failed ${line?.split(' ')[2]} the key is disabled`);
    expect(await reaches(run.id, 'failed')).toMatchObject({
      ending: { code: 'aws_failed', message: 'AWS could not make it: the key is disabled' },
    });
    expect((await notices()).map(({ key }) => key)).toEqual([expect.stringContaining(`${run.id}:failed`)]);
  });
});

describe('not now', () => {
  test('a run does not start before its moment and can be cancelled until then', async () => {
    const { start, submit, reaches, store, fake } = world();
    const now = await store.clock();
    const run = await submit({ startAt: now + 60_000 });
    await submit({ ...named('make', 'soon'), startAt: now + 300 });
    await start();
    await eventually('the one that may start', () => fake.lines('create soon').length);
    expect(await store.clock()).toBeGreaterThanOrEqual(now + 300);
    expect(fake.lines('create web')).toEqual([]);
    await store.runs.update(run.id, (found, at) => ({
      run: { ...found, cancelAsked: { by: 'U7', at } },
      audit: [],
      due: at,
    }));
    expect(await reaches(run.id, 'cancelled')).toMatchObject({ ending: { message: 'Cancelled. Nothing was done.' } });
  });

  test('one run per subject; the next one goes on when the first ends, whatever its end', async () => {
    const order: string[] = [];
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { start, submit, reaches, store } = world({
      slow: async (name) => {
        order.push(name);
        await gate;
        throw new UserError('not_possible', 'no');
      },
      next: async (name) => void order.push(name),
    });
    const engine = await start();
    const a = await submit({ ...named('slow', 'a'), subject: 's' });
    await engine.wake(a.id);
    await eventually('the first', () => order.length === 1);
    const b = await submit({ ...named('next', 'b'), subject: 's' });
    const c = await submit({ ...named('next', 'c'), subject: 's' });
    await eventually('both to queue', async () =>
      (await Promise.all([b, c].map(({ id }) => store.runs.get(id)))).every((run) => run?.behind),
    );
    release();
    await reaches(a.id, 'failed');
    await Promise.all([b, c].map(({ id }) => reaches(id, 'done')));
    expect(order).toHaveLength(3);
    expect(await reaches(b.id, 'done')).not.toHaveProperty('behind');
  });

  test('AWS is busy: tried again with pauses, told on the card, and forgotten when it works', async () => {
    let calls = 0;
    const phases = new Set<string | undefined>();
    const { start, submit, reaches, store } = world({
      busy: async (_name, ctx) =>
        ctx.step('call', z.null(), async () => {
          calls++;
          phases.add((await store.runs.get(ctx.run.id))?.progress?.phase);
          if (calls < 4)
            throw calls === 2
              ? new UserError('aws_busy', 'AWS is throttling')
              : new BusyError('throttled', { waitMs: 5 });
          return null;
        }),
    });
    const run = await submit(named('busy'));
    await start();
    expect(await reaches(run.id, 'done')).toMatchObject({ attempts: 0, starts: 0 });
    expect(calls).toBe(4);
    expect([...phases]).toContain('AWS is busy, trying again');
  });

  test('a mistake of ours is tried three times more and then given up with a reference that the log has', async () => {
    let calls = 0;
    const { start, submit, reaches, logged } = world({
      wrong: async () => {
        calls++;
        throw new TypeError('undefined is not a function');
      },
    });
    const run = await submit(named('wrong'));
    await start();
    const failed = await reaches(run.id, 'failed');
    expect(calls).toBe(4);
    expect(failed.ending).toMatchObject({ code: 'bug', reference: expect.stringMatching(/^e-/) });
    const line = logged.find(({ fields }) => fields['reference'] === failed.ending?.reference);
    expect(line).toMatchObject({ level: 'error', fields: { err: { message: 'undefined is not a function' } } });
  });

  test('a job this version does not know is left for one that does', async () => {
    const { start, submit, reaches, logged, store } = world();
    const unknown = await submit(named('from-the-future'));
    const known = await submit({ subject: unknown.subject });
    await start();
    await reaches(known.id, 'running');
    expect((await store.runs.get(unknown.id))?.state).toBe('queued');
    expect(logged.map(({ message }) => message)).toContain('no such job in this version, left alone');
  });
});

describe('cancel', () => {
  test('while parked: says what was already made', async () => {
    const { start, submit, reaches, store, fake } = world();
    const engine = await start();
    const run = await submit();
    await eventually(
      'the wait',
      async () => Object.keys((await store.runs.get(run.id))?.waits ?? {}).length === 1 && fake.lines('create').length,
    );
    await store.runs.update(run.id, (found, at) => ({
      run: { ...found, cancelAsked: { by: 'U7', at } },
      audit: [],
      due: at,
    }));
    await engine.wake(run.id);
    const ended = await reaches(run.id, 'cancelled');
    expect(ended.ending?.message).toBe('Cancelled. What was already done stays: create.');
    expect((await store.audit.about(run.id)).at(-1)).toMatchObject({ actor: 'U7', outcome: 'cancelled' });
    await eventually(
      'the wait to be forgotten',
      async () => (await store.watches.all(place.account, place.region)).length === 0,
    );
  });

  test('between two steps: the second is never begun', async () => {
    const { start, submit, reaches, store } = world({
      two: async (_name, ctx) => {
        await ctx.step('one', z.null(), async () => {
          await store.runs.update(ctx.run.id, (found, at) => ({
            run: { ...found, cancelAsked: { by: 'U7', at } },
            audit: [],
          }));
          return null;
        });
        await ctx.step('two', z.null(), async () => null);
      },
    });
    const run = await submit(named('two'));
    await start();
    expect((await reaches(run.id, 'cancelled')).steps).not.toHaveProperty('two');
  });
});

describe('what was approved', () => {
  const approval = (now: number) => ({
    environment: 'production',
    minimum: 2,
    users: ['U2', 'U3'],
    groups: [],
    policyDigest: 'p',
    expiresAt: now + 60_000,
    decidedAt: now,
    votes: [
      { userId: 'U3', kind: 'approve' as const, at: now + 2, digest: 'd'.repeat(64) },
      { userId: 'U2', kind: 'approve' as const, at: now + 1, digest: 'd'.repeat(64) },
    ],
  });
  const command = { name: 'promote', input: {} };

  test('another plan than the one asked for ends the run as stale, with the differences, before anything is done', async () => {
    const { start, submit, reaches, fake } = world(
      {},
      { replan: async () => ({ plan: { name: 'web-2' }, digest: 'other' }) },
    );
    const run = await submit({ command });
    await start();
    const stale = await reaches(run.id, 'stale');
    expect(stale.ending?.message).toBe('It changed since it was asked for: name was "web" and is "web-2" now.');
    expect(fake.lines()).toEqual([]);
  });

  test('a job that finds it stale itself ends the same way', async () => {
    const { start, submit, reaches } = world({ look: async () => Promise.reject(new StaleError(['it was shared'])) });
    const run = await submit(named('look'));
    await start();
    expect((await reaches(run.id, 'stale')).ending?.message).toContain('it was shared');
  });

  test('a voter who lost the right sends the run back to people, with the vote void and the subject free', async () => {
    const { start, submit, reaches, store } = world(
      {},
      {
        recheck: async (asked) => ({
          ok: false,
          stale: false,
          votes: (asked.approval?.votes ?? []).map((vote) =>
            vote.userId === 'U3' ? { ...vote, void: { at: 1, why: 'no longer an approver' } } : vote,
          ),
          why: 'A vote counts no more.',
        }),
      },
    );
    const now = await store.clock();
    const run = await submit({ approval: approval(now) });
    await start();
    const waiting = await reaches(run.id, 'waiting');
    expect(waiting.approval?.votes).toMatchObject([
      { userId: 'U3', void: { why: 'no longer an approver' } },
      { userId: 'U2' },
    ]);
    expect(waiting.approval).not.toHaveProperty('decidedAt');
    expect(waiting.approval?.votes[1]).not.toHaveProperty('void');
    expect(await store.locks.acquire(run.subject, 'r-other')).toBe('r-other');
    expect((await store.audit.about(run.id)).at(-1)).toMatchObject({ action: 'state', outcome: 'needs_approval' });
  });

  test('is confirmed inside the step that writes', async () => {
    let plans = 0;
    const given: unknown[] = [];
    const { start, submit, reaches, store } = world(
      {
        tag: async (_name, ctx) =>
          ctx.step('tag', z.null(), async () => {
            given.push(await ctx.confirmApproval());
            return null;
          }),
      },
      { replan: async (run) => ({ plan: {}, digest: plans++ > 2 ? 'moved' : run.digest }) },
    );
    const one = await submit({ ...named('tag'), command, approval: approval(await store.clock()) });
    const decided = (runId: string, more: Partial<AuditEvent> = {}) =>
      event('decision', { runId, about: [runId], outcome: 'approved', ...more });
    // The votes had to be given again; another run names this one.
    await store.audit.append([decided(one.id), decided(one.id), decided('r-other', { about: [one.id] })]);
    const { hash } = (await loggedIn(store.audit, 2, 1))[0] ?? {};
    await start();
    await reaches(one.id, 'done');
    expect(given).toMatchObject([
      { runId: one.id, approvers: ['U3', 'U2'], requester: 'U1', environment: 'production', policyDigest: 'p' },
    ]);
    expect(given).toMatchObject([{ decision: { sequence: 2, hash } }]);
    const two = await submit({ ...named('tag'), command, approval: approval(await store.clock()) });
    expect(await reaches(two.id, 'stale')).toMatchObject({ steps: { tag: { state: 'intent' } } });
    expect(given).toHaveLength(1);
  });

  test('runs that wait for people are ticked by the given function', async () => {
    const { start, submit, reaches } = world(
      {},
      {
        tickWaiting: (run, now) =>
          run.approval && now >= run.approval.expiresAt
            ? { run: { ...run, state: 'expired' }, audit: [], due: null }
            : undefined,
      },
    );
    const now = Date.now();
    const run = await submit({ state: 'waiting', approval: { ...approval(now), votes: [], expiresAt: now + 400 } });
    await start();
    await reaches(run.id, 'expired');
  });
});

describe('watching', () => {
  test('a place that AWS denies is told on the card, goes on when it works, and fails the wait after a while', async () => {
    const { start, submit, reaches, fake, store } = world({}, { timing: { ...withDenied(700) } });
    fake.add('denied AWS says no');
    const run = await submit();
    await start();
    await eventually(
      'the card to say so',
      async () =>
        (await store.runs.get(run.id))?.progress?.phase === 'cannot look: denied AWS says no Ask in the account.',
    );
    fake.add('denied over');
    await eventually('it to work', async () => (await store.runs.get(run.id))?.progress?.phase === 'creating');
    expect(Object.values((await store.runs.get(run.id))?.waits ?? {})[0]).not.toHaveProperty('deniedSince');
    fake.add('denied AWS says no');
    expect((await reaches(run.id, 'failed')).ending?.message).toBe(
      'AWS could not make it: denied AWS says no Ask in the account.',
    );
  });
});

const withDenied = (deniedMs: number) => ({
  leaseMs: 1000,
  lockMs: 1000,
  stalledMs: 400,
  tickMs: 60,
  sweepMs: 200,
  busyMs: 20,
  deniedMs,
});

describe('nothing is lost', () => {
  test('a queue that is wiped in the middle of a run', async () => {
    const { start, submit, reaches, fake, store, redis, prefix } = world();
    await start();
    const run = await submit();
    const [line] = await eventually('the image', () => fake.lines('create').length > 0 && fake.lines('create'));
    await eventually('the wait', async () => (await store.watches.all(place.account, place.region)).length > 0);
    const queueKeys = (
      await Promise.all(['advance', 'poll'].map((name) => keysOf(redis, `${prefix}${name}:*`)))
    ).flat();
    expect(queueKeys.length).toBeGreaterThan(0);
    await redis.del(...queueKeys);
    fake.add(`available ${line?.split(' ')[2]}`);
    await reaches(run.id, 'done');
  });

  test('due list and locks that lost their entries', async () => {
    const { start, submit, reaches, store, redis, prefix } = world({ empty: async () => null });
    const run = await submit({ ...named('empty'), subject: 's' });
    await redis.del(`${prefix}due`);
    await store.locks.acquire('s', 'r-gone');
    await start();
    await reaches(run.id, 'done');
  });

  test('a worker that stops hands its run over at the next step, and another one finishes it', async () => {
    const steps: string[] = [];
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { start, submit, reaches, store } = world({
      three: async (_name, ctx) => {
        for (const key of ['one', 'two', 'three'])
          await ctx.step(key, z.null(), async () => {
            steps.push(key);
            if (key === 'one') await gate;
            return null;
          });
      },
    });
    const first = await start();
    const run = await submit(named('three'));
    await eventually('the first step', () => steps.length === 1);
    const stopping = first.stop(5000);
    release();
    await stopping;
    expect(await store.runs.get(run.id)).toMatchObject({
      state: 'running',
      starts: 0,
      steps: { one: { state: 'done' } },
    });
    expect(await store.runs.get(run.id)).not.toHaveProperty('lease');
    await start();
    await reaches(run.id, 'done');
    expect(steps).toEqual(['one', 'two', 'three']);
  });

  test('a stop that cannot wait aborts the call, lets go of the run and ends in time', async () => {
    let aborted = false;
    const { start, submit, reaches, store } = world({
      hang: async (_name, ctx) =>
        ctx.step('call', z.boolean(), ({ resumed, signal }) =>
          resumed
            ? Promise.resolve(true)
            : new Promise((_, reject) => {
                signal.addEventListener('abort', () => {
                  aborted = true;
                  reject(new Error('AbortError'));
                });
              }),
        ),
    });
    const first = await start();
    const run = await submit(named('hang'));
    await eventually('the step', async () => (await store.runs.get(run.id))?.steps['call']);
    const started = performance.now();
    await first.stop(1000);
    expect(performance.now() - started).toBeLessThan(6000);
    expect(aborted).toBe(true);
    expect((await store.runs.get(run.id))?.state).toBe('running');
    await start();
    await reaches(run.id, 'done');
  });
});

test('200 runs at once: each effect once, each told once', async () => {
  const { start, submit, reaches, fake, notices, store } = world({
    effect: async (name, ctx) =>
      ctx.step('effect', z.null(), async () => {
        fake.add(`effect ${name}`);
        return null;
      }),
  });
  await Promise.all([start(), start()]);
  const started = performance.now();
  const runs = await Promise.all(Array.from({ length: 200 }, (_, i) => submit(named('effect', `n${i}`))));
  for (const run of runs) await reaches(run.id, 'done', 20_000);
  console.log(`200 runs of one step in two workers: ${(performance.now() - started).toFixed(0)} ms`);
  expect(new Set(fake.lines('effect')).size).toBe(200);
  expect(fake.lines('effect')).toHaveLength(200);
  expect(await notices()).toHaveLength(200);
  expect(await store.runs.list({ states: ['queued', 'running'], limit: 5 })).toEqual([]);
});
