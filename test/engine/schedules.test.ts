import { describe, expect, test } from 'vitest';
import { makeStandingOrders } from '../../src/approvals/standing-orders.ts';
import type { Schedule } from '../../src/core/schedule.ts';
import { fireSchedule } from '../../src/engine/fire-schedule.ts';
import { eventually } from '../store/eventually.ts';
import { sampleSchedule } from '../store/sample-schedule.ts';
import { withEngine } from './open-engine.ts';

const { world } = withEngine();
const settings = {
  accounts: [],
  environments: [],
  demands: [],
  channels: { requests: 'C1', approvals: 'C2' },
} as never;
const hour = 3_600_000;
const daily = { cron: '0 3 * * *' };

/** A store whose clock is where the test wants it; what is due is by that clock, too. */
function at(start: string, more: Partial<Schedule> = {}, end: 'done' | 'never' = 'done') {
  const made = world({ backup: () => (end === 'done' ? Promise.resolve('ok') : new Promise(() => {})) }, { settings });
  let now = Date.parse(start);
  const schedules: typeof made.store.schedules = {
    ...made.store.schedules,
    change: (name, decide) => made.store.schedules.change(name, (found) => decide(found, now)),
  };
  const parts = { ...made.parts, store: { ...made.parts.store, schedules, clock: async () => now } };
  const woken: string[] = [];
  return {
    ...made,
    woken,
    parts,
    go: (to: string) => {
      now = Date.parse(to);
    },
    set: (next: string) =>
      schedules.change('nightly', () => ({
        schedule: sampleSchedule({ ...daily, ...more, next: Date.parse(next) }),
        audit: [],
      })),
    fire: (others = parts) => fireSchedule(others, 'nightly', async (id) => void woken.push(id)),
    runs: async () => [...(await made.store.runs.list({ limit: 50 }))].reverse(),
    now: async () => (await made.store.schedules.get('nightly')) as Schedule,
    /** Somebody starts it by hand. */
    hand: () =>
      makeStandingOrders({
        ...parts,
        jobs: parts.catalogue.jobs,
        wake: (id) => void woken.push(id),
        log: { info() {}, warn() {} },
      }).start({ userId: 'U7', teamId: 'T1' }, 'nightly'),
    /** Whoever uses it dies before what it did is written into the schedule. */
    dying: {
      ...parts,
      store: { ...parts.store, schedules: { ...schedules, change: async () => Promise.reject(new Error('killed')) } },
    },
    end: async (id: string) =>
      void (await made.store.runs.update(id, (run) => ({ run: { ...run, state: 'done' }, audit: [] }))),
  };
}
const iso = (moment: number | undefined) => new Date(moment ?? 0).toISOString();

describe('a moment that has come', () => {
  test('starts one run for the owner, without a command, and the schedule goes on to its next', async () => {
    const { set, fire, runs, now, woken, store } = at('2026-11-23T03:00:01Z');
    await set('2026-11-23T03:00:00Z');
    await fire();
    const [run] = await runs();
    expect(run).toMatchObject({ job: 'backup', channel: 'C1', requester: { userId: 'U1' }, state: 'queued' });
    expect(run).not.toHaveProperty('command');
    expect(woken).toEqual([run?.id]);
    const after = await now();
    expect(iso(after.next)).toBe('2026-11-24T03:00:00.000Z');
    expect(after.last).toMatchObject({ runId: run?.id });
    expect((await store.audit.about('schedule/nightly'))[0]).toMatchObject({ actor: 'assay', runId: run?.id });
    await fire();
    expect(await runs()).toHaveLength(1);
  });

  test('starts one run whoever sees it at the same time', async () => {
    const { set, fire, runs } = at('2026-11-23T03:00:01Z');
    await set('2026-11-23T03:00:00Z');
    await Promise.all([fire(), fire(), fire()]);
    expect(await runs()).toHaveLength(1);
  });

  test('starts one run when the process dies before the schedule has moved on, even a week before the next look', async () => {
    const { set, fire, runs, dying, go, now } = at('2026-11-23T03:00:01Z');
    await set('2026-11-23T03:00:00Z');
    await expect(fire(dying)).rejects.toThrow('killed');
    go('2026-11-30T12:00:00Z');
    const before = await runs();
    await fire();
    expect((await runs()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(iso((await now()).next)).not.toBe('2026-11-23T03:00:00.000Z');
  });

  test('is put off by the jitter, equally for everybody who looks', async () => {
    const { set, fire, runs } = at('2026-11-23T03:00:01Z', { jitterMinutes: 10 });
    await set('2026-11-23T03:00:00Z');
    await fire();
    const startAt = (await runs())[0]?.startAt ?? 0;
    expect(startAt).toBeGreaterThanOrEqual(Date.parse('2026-11-23T03:00:00Z'));
    expect(startAt).toBeLessThan(Date.parse('2026-11-23T03:10:00Z'));
  });

  test('while the run before has not ended is passed over, and its owner is called', async () => {
    const { set, fire, runs, go, now, notices, end } = at('2026-11-23T03:00:01Z');
    await set('2026-11-23T03:00:00Z');
    await fire();
    go('2026-11-24T03:00:01Z');
    await fire();
    expect(await runs()).toHaveLength(1);
    expect((await now()).last?.skipped).toMatch(/has not ended/);
    expect(JSON.stringify(await notices())).toContain('"kind":"person","userId":"U1"');
    const [run] = await runs();
    await end(run?.id ?? '');
    go('2026-11-25T03:00:01Z');
    await fire();
    expect(await runs()).toHaveLength(2);
  });

  test('of a paused or removed schedule starts nothing', async () => {
    const { set, fire, runs, store } = at('2026-11-23T03:00:01Z', { paused: { by: 'U2', at: 1 } });
    await set('2026-11-23T03:00:00Z');
    await fire();
    await store.schedules.change('nightly', () => ({ schedule: null, audit: [] }));
    await fire();
    expect(await runs()).toEqual([]);
  });

  test('of a job this version does not know is left for one that does', async () => {
    const { set, fire, runs, now, logged } = at('2026-11-23T03:00:01Z', { job: 'newer' });
    await set('2026-11-23T03:00:00Z');
    await fire();
    expect(await runs()).toEqual([]);
    expect(iso((await now()).next)).toBe('2026-11-23T03:00:00.000Z');
    expect(logged.map(({ message }) => message)).toContain('no such job in this version, left alone');
  });
});

describe('a moment at which somebody starts it by hand, too', () => {
  test('has one run, whoever is quicker: the other one is told, or passed over', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const { set, fire, runs, hand, now } = at('2026-11-23T03:00:01Z', {}, 'never');
      await set('2026-11-23T03:00:00Z');
      const [, asked] = await Promise.allSettled(turn % 2 ? [fire(), hand(), fire()] : [fire(), hand()]);
      const all = await runs();
      expect(all).toHaveLength(1);
      const { last, next } = await now();
      expect(last?.runId).toBe(all[0]?.id);
      expect(iso(next)).toBe('2026-11-24T03:00:00.000Z');
      const isByHand = all[0]?.requester.userId === 'U7';
      expect(asked.status).toBe(isByHand ? 'fulfilled' : 'rejected');
      if (isByHand) expect(last?.skipped).toMatch(/has not ended/);
      else expect(asked).toMatchObject({ reason: { code: 'wrong_state' } });
    }
  });

  test('whose run was started by a worker that died is told of to the hand, and is not started once more', async () => {
    const { set, fire, runs, hand, dying, now } = at('2026-11-23T03:00:01Z');
    await set('2026-11-23T03:00:00Z');
    await expect(fire(dying)).rejects.toThrow('killed');
    await expect(hand()).rejects.toMatchObject({ code: 'wrong_state' });
    expect(iso((await now()).next)).toBe('2026-11-24T03:00:00.000Z');
    await fire();
    expect(await runs()).toHaveLength(1);
  });

  test('whose hand died before it was written down is passed over while that runs, and served when it has ended', async () => {
    for (const ended of [false, true]) {
      const { set, fire, runs, dying, end, now } = at('2026-11-23T03:00:01Z');
      await set('2026-11-23T03:00:00Z');
      const orders = makeStandingOrders({
        ...dying,
        jobs: dying.catalogue.jobs,
        wake: () => {},
        log: { info() {}, warn() {} },
      });
      await expect(orders.start({ userId: 'U7', teamId: 'T1' }, 'nightly')).rejects.toThrow('killed');
      const [byHand] = await runs();
      if (ended) await end(byHand?.id ?? '');
      await fire();
      expect(await runs()).toHaveLength(ended ? 2 : 1);
      expect((await now()).last).toMatchObject(
        ended ? { moment: Date.parse('2026-11-23T03:00:00Z') } : { skipped: expect.stringMatching(/not ended/) },
      );
    }
  });

  test('of a run whose worker died is not waited for when the schedule stands at another moment meanwhile', async () => {
    const { set, fire, runs, dying, end, go, now, store } = at('2026-11-23T03:00:01Z');
    await set('2026-11-23T03:00:00Z');
    await expect(fire(dying)).rejects.toThrow('killed');
    const [orphan] = await runs();
    await end(orphan?.id ?? '');
    await store.schedules.change('nightly', (found) =>
      found ? { schedule: { ...found, next: Date.parse('2026-11-24T03:00:00Z') }, audit: [] } : undefined,
    );
    go('2026-11-24T03:00:01Z');
    await fire();
    expect(await runs()).toHaveLength(2);
    expect(iso((await now()).next)).toBe('2026-11-25T03:00:00.000Z');
  });
});

describe('after a standstill over three moments', () => {
  test('one run makes up for all of them when missed runs are caught up', async () => {
    const { set, fire, runs, now } = at('2026-11-25T09:00:00Z');
    await set('2026-11-23T03:00:00Z');
    await fire();
    await fire();
    expect(await runs()).toHaveLength(1);
    expect(iso((await now()).next)).toBe('2026-11-26T03:00:00.000Z');
  });

  test('none does when they are skipped; it is said in the channel, and nobody is called', async () => {
    const { set, fire, runs, now, notices } = at('2026-11-25T09:00:00Z', { missed: 'skip' });
    await set('2026-11-23T03:00:00Z');
    await fire();
    expect(await runs()).toEqual([]);
    expect(iso((await now()).next)).toBe('2026-11-26T03:00:00.000Z');
    const said = JSON.stringify(await notices());
    expect(said).toContain('Assay was not running then');
    expect(said).not.toContain('"kind":"person"');
  });

  test('a moment that is minutes late is no standstill', async () => {
    const { set, fire, runs } = at('2026-11-23T03:04:00Z', { missed: 'skip' });
    await set('2026-11-23T03:00:00Z');
    await fire();
    expect(await runs()).toHaveLength(1);
  });
});

test('over a day on which the clock is put back it fires once, and over one on which it is put forward, too', async () => {
  for (const [from, until, first] of [
    ['2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z', '2026-10-25T00:30:00Z'],
    ['2027-03-27T12:00:00Z', '2027-03-29T12:00:00Z', '2027-03-28T01:30:00Z'],
  ] as const) {
    const { set, fire, runs, go, end } = at(from, { cron: '30 2 * * *', timeZone: 'Europe/Berlin' });
    await set(first);
    for (let now = Date.parse(from); now < Date.parse(until); now += hour / 4) {
      go(iso(now));
      await fire();
      for (const run of await runs()) await end(run.id);
    }
    expect(await runs()).toHaveLength(2);
  }
});

test('two workers serve a schedule of every second by themselves, one run per moment', async () => {
  const made = world({ backup: async () => 'ok' }, { settings });
  await Promise.all([made.start(), made.start()]);
  await made.store.schedules.change('nightly', (_, now) => ({ schedule: sampleSchedule({ next: now }), audit: [] }));
  const runs = () => made.store.runs.list({ limit: 50 });
  await eventually('three runs', async () => (await runs()).length >= 3, 10_000);
  await made.store.schedules.change('nightly', () => ({ schedule: null, audit: [] }));
  const moments = (await runs()).map(({ plan }) => (plan as { moment?: number }).moment);
  expect(moments).not.toContain(undefined);
  expect(new Set(moments).size).toBe(moments.length);
});
