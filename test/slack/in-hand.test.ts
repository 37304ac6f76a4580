import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Outbox, OutboxItem } from '../../src/core/store.ts';
import { inHand } from '../../src/slack/outbox/in-hand.ts';

const leaseMs = 12_000;
const item: OutboxItem = { kind: 'card', runId: 'r-abcdefghjk', version: 3, tries: 0, waits: 0 };

/** An outbox that only remembers what it was told. */
function remembering(): { outbox: Outbox; told: string[] } {
  const told: string[] = [];
  const note = (what: string) => async (): Promise<void> => void told.push(what);
  const outbox = {
    later: async (_: OutboxItem, ms: number, why: string) => void told.push(`later ${ms} ${why}`),
    done: note('done'),
    fail: note('fail'),
  } as unknown as Outbox;
  return { outbox, told };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('an item that takes long is kept, and let go the moment something was decided about it', async () => {
  const { outbox, told } = remembering();
  const hand = inHand(outbox, item, leaseMs);
  await vi.advanceTimersByTimeAsync(leaseMs);
  expect(told.length).toBeGreaterThanOrEqual(2);
  expect(new Set(told)).toEqual(new Set([`later ${leaseMs} in hand`]));
  told.length = 0;
  await hand.outbox.later(item, 700, 'Slack asks for it');
  await vi.advanceTimersByTimeAsync(10 * leaseMs);
  expect(told).toEqual(['later 700 Slack asks for it']);
});

it('whoever dies with it holds it back no longer than its lease', async () => {
  const { outbox, told } = remembering();
  inHand(outbox, item, leaseMs).release();
  await vi.advanceTimersByTimeAsync(10 * leaseMs);
  expect(told).toEqual([]);
});
