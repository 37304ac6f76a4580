import { describe, expect, test } from 'vitest';
import { isWithin, jitterOf, nextMoment, nextMoments, timeZoneNamed } from '../../src/core/cron.ts';

const times = (cron: string, timeZone: string, from: string, count: number): readonly string[] =>
  nextMoments({ cron, timeZone }, Date.parse(from), count).map((at) => new Date(at).toISOString().slice(0, 16));

describe('daylight saving', () => {
  test.for([
    // Berlin puts the clock from 02:00 to 03:00 on 2027-03-28.
    ['30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00Z', ['2027-03-28T01:30', '2027-03-29T00:30']],
    ['0 * * * *', 'Europe/Berlin', '2027-03-28T00:10Z', ['2027-03-28T01:00', '2027-03-28T02:00']],
    // And from 03:00 back to 02:00 on 2026-10-25: a fixed time once, the first time it is shown; every hour every hour.
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['0 * * * *', 'Europe/Berlin', '2026-10-24T23:10Z', ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00']],
    ['30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    // There was no midnight in São Paulo on 2018-11-04, and no 02:15 on Lord Howe Island on 2026-10-04 (half an hour).
    ['0 0 * * *', 'America/Sao_Paulo', '2018-11-03T12:00Z', ['2018-11-04T03:00', '2018-11-05T02:00']],
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-02T16:00Z', ['2026-10-03T15:45', '2026-10-04T15:15']],
  ] as const)('%s in %s', ([cron, zone, from, expected]) => {
    expect(times(cron, zone, from, expected.length)).toEqual(expected);
  });

  test('a fixed time does not come again in the hour that is shown twice, from wherever one asks', () => {
    for (const from of ['2026-10-25T00:31Z', '2026-10-25T01:00Z', '2026-10-25T01:29Z', '2026-10-25T01:31Z'])
      expect(times('30 2 * * *', 'Europe/Berlin', from, 1)).toEqual(['2026-10-26T01:30']);
  });

  test('a daily time comes once on each day around the days of the change, in zones of every kind', () => {
    for (const timeZone of ['Europe/Berlin', 'Australia/Lord_Howe', 'Africa/Cairo'])
      for (const cron of ['30 2 * * *', '0 0 * * *'])
        for (const from of ['2026-03-25T12:00Z', '2026-10-01T12:00Z']) {
          const moments = nextMoments({ cron, timeZone }, Date.parse(from), 36);
          const gaps = moments.slice(1).map((at, index) => (at - (moments[index] ?? 0)) / 3_600_000);
          expect(Math.min(...gaps)).toBeGreaterThanOrEqual(22.5);
          expect(Math.max(...gaps)).toBeLessThanOrEqual(25.5);
        }
  });
});

test('seconds where there are six fields; nothing where there is no such day', () => {
  expect(nextMoments({ cron: '*/5 * * * * *', timeZone: 'UTC' }, 1_000, 2)).toEqual([5_000, 10_000]);
  expect(() => nextMoment({ cron: '0 0 31 2 *', timeZone: 'UTC' }, 0)).toThrow();
  expect(() => nextMoment({ cron: '61 * * * *', timeZone: 'UTC' }, 0)).toThrow(/61/);
});

test('zones by their name in any case, and nothing else', () => {
  expect(timeZoneNamed('europe/berlin')).toBe('Europe/Berlin');
  expect(timeZoneNamed('Europe/Nowhere')).toBeUndefined();
});

test('a window is of local times, its end is outside, and it may reach over midnight', () => {
  const berlin = (window: { from: string; to: string }, at: string) =>
    isWithin(window, 'Europe/Berlin', Date.parse(at));
  const night = { from: '22:00', to: '04:00' };
  expect(berlin(night, '2026-11-23T21:00Z')).toBe(true);
  expect(berlin(night, '2026-11-23T20:59Z')).toBe(false);
  expect(berlin(night, '2026-11-23T02:59Z')).toBe(true);
  expect(berlin(night, '2026-11-23T03:00Z')).toBe(false);
  expect(berlin({ from: '02:00', to: '05:00' }, '2026-07-01T00:00Z')).toBe(true);
  expect(berlin({ from: '02:00', to: '05:00' }, '2026-12-01T00:00Z')).toBe(false);
});

test('jitter is equal for equal moments, within its limit, and spread over it', () => {
  const all = Array.from({ length: 500 }, (_, i) => jitterOf('nightly', i * 86_400_000, 10));
  expect(jitterOf('nightly', 86_400_000, 10)).toBe(all[1]);
  expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...all)).toBeLessThan(600_000);
  expect(Math.max(...all) - Math.min(...all)).toBeGreaterThan(500_000);
  expect(jitterOf('nightly', 1, 0)).toBe(0);
});
