import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backOff } from '../../src/engine/back-off.ts';
import { cancelledEnd, endRun } from '../../src/engine/end-run.ts';
import { denied, observe } from '../../src/engine/observe.ts';
import { planDifferences } from '../../src/engine/plan-differences.ts';
import { beginWait, parkAt } from '../../src/engine/waits.ts';
import { sampleRun } from '../store/sample-run.ts';
import { place } from './test-catalogue.ts';

const now = 1_000_000;
const request = { watch: 'image', place, target: 'ami-1' };
const key = 'image:111122223333:eu-central-1:ami-1';
const parked = beginWait(request)(sampleRun(now, { state: 'running' }), now)?.run ?? sampleRun(now);

describe('back-off', () => {
  test('grows, keeps to what AWS asked for, and never beyond the most', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(100_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, least, random) => {
          const pause = backOff(attempts, 2000, 120_000, least, () => random);
          return pause >= Math.min(least, 120_000) && pause <= 120_000;
        },
      ),
    );
    expect([0, 1, 2, 3].map((attempts) => backOff(attempts, 100, 10_000, 0, () => 1))).toEqual([100, 200, 400, 800]);
  });
});

describe('parking', () => {
  test('sleeps while nothing has come', () => {
    expect(parkAt(new Set([key]), 5000)(parked, now)).toMatchObject({ due: now + 5000, card: false });
  });

  test('is due at once when the end came between the look and the write', () => {
    const seen = observe(key, { state: 'done', phase: 'available' })(parked, now)?.run ?? parked;
    expect(parkAt(new Set([key]), 5000)(seen, now)?.due).toBe(now);
  });

  test('is due at once when somebody cancelled meanwhile', () => {
    const asked = { ...parked, cancelAsked: { by: 'U1', at: now } };
    expect(parkAt(new Set([key]), 5000)(asked, now)?.due).toBe(now);
  });
});

describe('observations', () => {
  test('less than one per cent more changes nothing', () => {
    const at = (percent: number) => observe(key, { state: 'pending', phase: 'creating', percent });
    const shown = at(40.1)(parked, now)?.run ?? parked;
    expect(at(40.9)(shown, now)).toBeUndefined();
    expect(at(41)(shown, now)).toBeDefined();
  });

  test('what people must do is said to who asked, or to the channel when nobody did', () => {
    const waits = observe(key, {
      state: 'pending',
      phase: 'waits',
      call: { key: 's1', message: { title: 'It waits' } },
    });
    expect(waits(parked, now)?.notices).toMatchObject([
      { key: `${parked.id}:call:s1`, to: { kind: 'thread' }, urgent: true, message: { title: 'It waits' } },
    ]);
    const ordered = { ...parked, requester: { userId: 'assay', teamId: '' } };
    expect(waits(ordered, now)?.notices).toMatchObject([
      { to: { kind: 'channel', channel: parked.channel }, message: { lines: [] } },
    ]);
    const told = waits(parked, now)?.run ?? parked;
    expect(waits(told, now)).toBeUndefined();
  });

  test('an end is kept: nothing seen later changes it', () => {
    const ended = observe(key, { state: 'failed', phase: 'failed', reason: 'x' })(parked, now)?.run ?? parked;
    expect(observe(key, { state: 'done', phase: 'available' })(ended, now)).toBeUndefined();
    expect(denied(key, 'no', 0)(ended, now)).toBeUndefined();
  });

  test('a denial ends the wait only after it lasted', () => {
    const first = denied(key, 'AWS says no', 1000)(parked, now)?.run ?? parked;
    expect(first.waits[key]).toMatchObject({ deniedSince: now });
    expect(denied(key, 'AWS says no', 1000)(first, now + 999)).toBeUndefined();
    expect(denied(key, 'AWS says no', 1000)(first, now + 1000)?.run.waits[key]?.seen).toMatchObject({
      state: 'failed',
      reason: 'AWS says no',
    });
  });
});

test('a failed run keeps only the waits that ended well, so that a retry looks again', () => {
  const run = {
    ...parked,
    waits: {
      ...observe(key, { state: 'failed', phase: 'failed' })(parked, now)?.run.waits,
      other: {
        watch: 'image',
        ...place,
        target: 'ami-2',
        since: now,
        seen: { state: 'done' as const, phase: 'available' },
      },
    },
  };
  const ending = { code: 'aws_failed', message: 'no' } as const;
  expect(Object.keys(endRun(run, now, { state: 'failed', actor: 'assay', ending }).run.waits)).toEqual(['other']);
});

test('a cancelled run says what stays and what nobody knows', () => {
  const steps = { create: { state: 'done' as const, at: 1 }, tag: { state: 'intent' as const, at: 2 } };
  const { ending } = cancelledEnd(sampleRun(now, { steps }));
  expect(ending.message).toBe(
    'Cancelled. What was already done stays: create. Begun and not confirmed, so it may have happened: tag.',
  );
  const parts = cancelledEnd(sampleRun(now, { children: 2, cancelAsked: { by: 'U2', at: now } }));
  expect(parts.ending.message).toBe('Cancelled. What its parts have done stays; the card names each.');
});

describe('differences of plans', () => {
  test('name the field, what it was and what it is', () => {
    const before = { image: { id: 'ami-1', volumes: [{ key: null }] }, accounts: ['1', '2'] };
    const after = { image: { id: 'ami-1', volumes: [{ key: 'k' }] }, accounts: ['1'], extra: true };
    expect(planDifferences(before, after)).toEqual([
      'image.volumes.0.key was nothing and is "k" now',
      'accounts.1 was "2" and is nothing now',
      'extra was nothing and is true now',
    ]);
  });

  test('a plan does not differ from itself', () => {
    fc.assert(fc.property(fc.jsonValue(), (plan) => planDifferences(plan as never, plan as never).length === 0));
  });
});
