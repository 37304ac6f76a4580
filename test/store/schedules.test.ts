import { expect, test } from 'vitest';
import type { AuditEvent } from '../../src/core/audit.ts';
import { eventually } from './eventually.ts';
import { withRedis } from './open-store.ts';
import { sampleSchedule } from './sample-schedule.ts';

const { open } = withRedis();
const event: AuditEvent = {
  action: 'schedule',
  actor: 'U1',
  about: ['schedule/nightly'],
  outcome: 'recorded',
  details: {},
};

test('a schedule is stored with its audit line and its message in one write, and read back as it was', async () => {
  const { store } = open();
  const notice = {
    key: 'n',
    runId: 'r-x',
    to: { kind: 'channel', channel: 'C1' },
    message: { title: 'set' },
    urgent: false,
  } as const;
  const stored = await store.schedules.change('nightly', (found, now) => {
    expect(found).toBeUndefined();
    return { schedule: sampleSchedule({ next: now + 60_000 }), audit: [event], notices: [notice] };
  });
  expect(await store.schedules.get('nightly')).toEqual(stored);
  expect(await store.schedules.list()).toEqual([stored]);
  expect(await store.audit.about('schedule/nightly')).toHaveLength(1);
  expect((await store.outbox.take(5, 60_000)).map((item) => item.kind === 'notice' && item.notice)).toEqual([notice]);
  expect(await store.schedules.due(5)).toEqual([]);
});

test('writers at the same time decide one after the other, on what the others wrote', async () => {
  const { store } = open();
  await store.schedules.change('nightly', () => ({ schedule: sampleSchedule({ jitterMinutes: 0 }), audit: [] }));
  await Promise.all(
    Array.from({ length: 10 }, () =>
      store.schedules.change('nightly', (found) => ({
        schedule: sampleSchedule({ jitterMinutes: (found?.jitterMinutes ?? 0) + 1 }),
        audit: [event],
      })),
    ),
  );
  expect((await store.schedules.get('nightly'))?.jitterMinutes).toBe(10);
  expect(await store.audit.about('schedule/nightly')).toHaveLength(10);
});

test('is due at its moment, handed to one caller for a while, not when paused, and never again when removed', async () => {
  const { store } = open({ dueHoldMs: 50 });
  await store.schedules.change('nightly', (_, now) => ({ schedule: sampleSchedule({ next: now - 1 }), audit: [] }));
  const both = await Promise.all([store.schedules.due(5), store.schedules.due(5)]);
  expect(both.flat()).toEqual(['nightly']);
  await eventually('the hold to end', async () => (await store.schedules.due(5)).length === 1);
  const paused = { by: 'U1', at: 1 };
  await store.schedules.change('nightly', (_, now) => ({
    schedule: sampleSchedule({ next: now - 1, paused }),
    audit: [],
  }));
  expect(await store.schedules.due(5)).toEqual([]);
  await store.schedules.change('nightly', () => ({ schedule: null, audit: [event] }));
  expect(await store.schedules.get('nightly')).toBeUndefined();
  expect(await store.schedules.list()).toEqual([]);
});

test('a write decided on a schedule that was removed and made anew meanwhile is decided again', async () => {
  const { store, redis, prefix } = open();
  const set = (channel: string) => () => ({ schedule: sampleSchedule({ channel }), audit: [] });
  await store.schedules.change('nightly', set('C1'));
  const stale = (await redis.hget(`${prefix}schedule:nightly`, 'v')) ?? '';
  await store.schedules.change('nightly', () => ({ schedule: null, audit: [] }));
  await store.schedules.change('nightly', set('C2'));
  // The version goes on over a removal: nobody who read the old one can write over the new one.
  expect(Number(await redis.hget(`${prefix}schedule:nightly`, 'v'))).toBeGreaterThan(Number(stale) + 1);
});

test('one that cannot be read is told and left out of the list', async () => {
  const told: unknown[] = [];
  const { store, redis, prefix } = open({ onUnreadable: (error) => told.push(error) });
  await store.schedules.change('good', () => ({ schedule: sampleSchedule({ name: 'good' }), audit: [] }));
  await store.schedules.change('bad', () => ({ schedule: sampleSchedule({ name: 'bad' }), audit: [] }));
  await redis.hset(`${prefix}schedule:bad`, 'd', '{}');
  expect((await store.schedules.list()).map(({ name }) => name)).toEqual(['good']);
  expect(told).toHaveLength(1);
});
