import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UserError } from '../../src/core/outcome.ts';
import { scheduleJob } from '../../src/jobs/schedule/index.ts';
import type { SchedulePlan } from '../../src/jobs/schedule/plan.ts';
import { Crash, testRun } from '../jobs/support/run-job.ts';
import { type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { answer, plan, readTyped, wordsOf } from './support.ts';

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
});
beforeEach(() => {
  world.past.schedules.splice(0);
});
afterAll(async () => await world.close());

const planned = async (line: string) => (await plan(world, line)).parsed as SchedulePlan;
const nightly = 'schedule nightly web-1 --cron "0 3 * * *"';
const told = (made: SchedulePlan): string => wordsOf(scheduleJob.present.planned(made, world.settings));
/** Stores it as its run would. */
const store = async (line: string, id = 'r-storestore') =>
  testRun(world, scheduleJob, await planned(line), { id, confirm: () => ({}) as never }).go();

describe('a schedule', () => {
  it('says what it will do: times in words, the next three, the reboot, and what it means today', async () => {
    const made = await planned(
      'schedule nightly web-1 batch-1 --cron "0 3 * * *" --time-zone europe/berlin --jitter 10',
    );
    expect(made).toMatchObject({
      schedule: { name: 'nightly', cron: '0 3 * * *', timeZone: 'Europe/Berlin', missed: 'catch-up' },
      order: { reboot: true, retention: {} },
      matches: [{ name: 'web-1' }, { name: 'batch-1' }],
    });
    const words = told(made);
    expect(words).toContain('At 03:00, every day (Europe/Berlin)');
    expect(words).toMatch(/rebooted/);
    expect(words).toContain('2026-11-24T02:00');
    expect(words).toContain('for ever; nothing is removed');
    expect(words).not.toContain('removed for good');
    expect(scheduleJob.impact(scheduleJob.plan.parse(made))).toEqual({});
  });

  it('that removes is destructive and says so before', async () => {
    const made = await planned(`${nightly} --keep-count 7 --keep-days 30`);
    expect(scheduleJob.impact(scheduleJob.plan.parse(made))).toEqual({ destructive: true });
    expect(told(made)).toMatch(/removed for good/);
    expect(told(made)).toContain('the newest 7 of each instance, and every one for 30 days');
  });

  it('without a reboot says that integrity is not guaranteed', async () => {
    expect(told(await planned(`${nightly} --no-reboot`))).toMatch(/cannot guarantee the integrity/);
  });

  it('names what it means today and cannot be backed up as it is', async () => {
    world.fake.hands.tagResource('i-0a1b2c3d4e5f60002', '111122223333', { 'aws:autoscaling:groupName': 'api' });
    const words = told(await planned('schedule nightly api-1 cache-1 --cron "0 3 * * *" --account build'));
    expect(words).toMatch(/api-1|i-0a1b2c3d4e5f60002 belongs to the Auto Scaling group api/);
    expect(words).toMatch(/i-0a1b2c3d4e5f60006 has its root disk on instance store/);
  });

  it('is stored with its owner, its order and its next moment, once', async () => {
    await store(nightly);
    const [kept] = world.past.schedules;
    expect(kept).toMatchObject({
      name: 'nightly',
      job: 'backup',
      storedBy: 'r-storestore',
      owner: { userId: 'U0ANNA' },
    });
    expect(kept?.next).toBeGreaterThan(Date.now());
    await store(nightly).catch(() => undefined);
    expect(world.past.schedules).toHaveLength(1);
  });

  it('stored by an attempt that died is not asked about again, and is stored once', async () => {
    let asked = 0;
    const confirm = () => {
      // The plan made again finds what the first attempt has stored.
      if (asked++ > 0) throw new Error('stale');
      return {} as never;
    };
    const run = testRun(world, scheduleJob, await planned(nightly), { id: 'r-storestore', confirm });
    run.crashAfter('store');
    await expect(run.go()).rejects.toThrow(Crash);
    expect(await run.go()).toMatchObject({ name: 'nightly', next: expect.any(Number) });
    expect(world.past.schedules).toMatchObject([{ name: 'nightly', storedBy: 'r-storestore' }]);
  });

  it('of the same name is changed, and the differences are shown', async () => {
    await store(nightly);
    const made = await planned('schedule nightly web-1 --cron "30 4 * * *" --no-reboot --keep-count 3');
    expect(made.replaces?.storedBy).toBe('r-storestore');
    expect(made.replaces?.differences).toEqual([
      'When: At 03:00, every day (UTC) → At 04:30, every day (UTC)',
      'Consistency: reboot (file systems consistent) → no reboot (integrity not guaranteed)',
      'Kept: for ever; nothing is removed → the newest 3 of each instance',
    ]);
    await store('schedule nightly web-1 --cron "30 4 * * *"', 'r-changechan');
    expect(world.past.schedules).toMatchObject([{ cron: '30 4 * * *', storedBy: 'r-changechan' }]);
  });

  it('that somebody else changed meanwhile is not stored over', async () => {
    await store(nightly);
    const before = await planned('schedule nightly web-1 --cron "30 4 * * *"');
    await store('schedule nightly web-1 --cron "0 5 * * *"', 'r-otherother');
    const late = testRun(world, scheduleJob, before, { id: 'r-latelatela', confirm: () => ({}) as never });
    await expect(late.go()).rejects.toThrow(/somebody else has changed the schedule nightly/);
    expect(world.past.schedules[0]?.cron).toBe('0 5 * * *');
  });
});

describe('is refused', () => {
  it.each<[string, Partial<UserError>, RegExp]>([
    ['schedule nightly web-1 --cron "0 3 * *"', { field: 'cron' }, /has 4 parts; cron has five/],
    ['schedule nightly web-1 --cron "61 3 * * *"', { field: 'cron' }, /cannot be read/],
    ['schedule nightly web-1 --cron "0 3 31 2 *"', { field: 'cron' }, /cannot be read|never comes/],
    [
      `${nightly} --time-zone Europe/Berlim`,
      { field: 'time-zone', hint: 'Did you mean Europe/Berlin?' },
      /no time zone/,
    ],
    [`${nightly} --window 3-5`, { field: 'window' }, /is no window/],
    [
      `${nightly} --window 04:00-05:00`,
      { field: 'window' },
      /24 Nov 2026, 03:00, is outside of the window 04:00-05:00/,
    ],
    [`${nightly} --window 02:00-03:05 --jitter 10`, { field: 'window' }, /with its jitter/],
    [`${nightly} --channel general`, { field: 'channel' }, /is no channel/],
    [
      'schedule nightly nowhere --cron "0 3 * * *"',
      { code: 'not_found', field: 'instances' },
      /Nothing fits nowhere now/,
    ],
  ])('%s', async (line, fields, says) => {
    const refusal = await refusalOf(plan(world, line));
    expect(refusal).toMatchObject(fields);
    expect(refusal.message).toMatch(says);
  });

  it('a line that would be hundreds of looks into every account', () => {
    const line = (count: number) => `schedule nightly ${'web-1 '.repeat(count)}--cron "0 3 * * *"`;
    expect(() => readTyped(line(100))).not.toThrow();
    expect(() => readTyped(line(101))).toThrow(/name at most 100/);
  });
});

describe('an instance named twice', () => {
  it('is looked for once', async () => {
    await planned(nightly);
    const looksAt = async (line: string): Promise<number> => {
      const before = world.calls('DescribeInstances').length;
      await planned(line);
      return world.calls('DescribeInstances').length - before;
    };
    expect(await looksAt('schedule nightly web-1 web-1 web-1 --cron "0 3 * * *"')).toBe(await looksAt(nightly));
  });
});

describe('the list', () => {
  it('has cron and the next times in words, the last result, and what is paused', async () => {
    expect(wordsOf(await answer(world, 'schedules'))).toMatch(/No schedules yet/);
    await store(nightly);
    const [kept] = world.past.schedules;
    if (!kept) throw new Error('nothing stored');
    world.past.schedules.push({ ...kept, name: 'weekly', paused: { by: 'U0ANNA', at: 1 } });
    const words = wordsOf(await answer(world, 'schedules'));
    expect(words).toContain('nightly · At 03:00, every day (UTC)');
    expect(words).toContain('next 2026-11-24T03:00');
    expect(words).toContain('no run yet');
    expect(words).toContain('paused');
  });

  it('needs a name for everything else, and passes it on', async () => {
    expect(await refusalOf(answer(world, 'schedules pause'))).toMatchObject({ code: 'bad_input', field: 'name' });
    expect(wordsOf(await answer(world, 'schedules pause nightly'))).toContain('paused nightly');
    expect(wordsOf(await answer(world, 'schedules run nightly'))).toContain('started nightly');
  });
});
