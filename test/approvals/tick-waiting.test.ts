import { describe, expect, test } from 'vitest';
import { tickWaiting } from '../../src/approvals/tick-waiting.ts';
import { approversGroup, kinds } from './support/people.ts';
import { hour, vote, waitingRun } from './support/world.ts';

const start = 1_000_000;

describe('a waiting request', () => {
  test('is left alone until something is due', () => {
    expect(tickWaiting(waitingRun(), start + 4 * hour - 1)).toBeUndefined();
    expect(tickWaiting(waitingRun({ state: 'queued' }), start + 99 * hour)).toBeUndefined();
  });

  test('reminds those who have not voted, at doubling distances, and never at or after its end', () => {
    let run = waitingRun({}, { votes: [vote(kinds.named)], users: [kinds.named, kinds.member] });
    const reminded: number[] = [];
    for (let now = start; now < start + 24 * hour; now += hour / 2) {
      const change = tickWaiting(run, now);
      if (!change) continue;
      reminded.push((now - start) / hour);
      const said = JSON.stringify(change.notices);
      expect(said).toContain(approversGroup);
      expect(said).toContain(kinds.member);
      expect(said).not.toContain(kinds.named);
      run = change.run;
      expect(change.due).toBe(run.approval?.remindAt ?? run.approval?.expiresAt);
    }
    expect(reminded).toEqual([4, 8, 16]);
    expect(run.approval?.remindAt).toBeUndefined();
  });

  test('catches up with one reminder after a long silence of ours', () => {
    const change = tickWaiting(waitingRun(), start + 20 * hour);
    expect(change?.notices).toHaveLength(1);
    expect(change?.run.approval?.remindAt).toBeUndefined();
    expect(change?.due).toBe(start + 24 * hour);
  });

  test('expires exactly at its moment, and tells the requester', () => {
    const run = waitingRun({}, { votes: [vote(kinds.first)] });
    expect(tickWaiting(run, start + 24 * hour - 1)?.run.state).toBe('waiting');
    const change = tickWaiting(run, start + 24 * hour);
    expect(change).toMatchObject({ run: { state: 'expired', ending: { code: 'expired' } }, due: null });
    expect(JSON.stringify(change?.notices)).toContain(kinds.requester);
    expect(change?.run.ending?.message).toContain('1 of 2');
  });

  test('that has begun is left to a worker to end, and nobody is told that nothing was done', () => {
    const steps = { deprecate: { state: 'done' as const, at: start, result: null } };
    for (const begun of [{ steps }, { children: 3 }]) {
      const now = start + 24 * hour;
      const change = tickWaiting(waitingRun(begun, { votes: [vote(kinds.first)] }), now);
      const why = 'not enough people approved again in time (1 of 2)';
      expect(change).toMatchObject({
        run: { state: 'queued', cancelAsked: { by: 'assay', at: now, as: 'expired', why } },
        due: now,
      });
      expect(change?.run.ending).toBeUndefined();
      expect(JSON.stringify(change?.notices)).toContain(kinds.requester);
      expect(JSON.stringify(change?.notices)).not.toMatch(/othing was done/);
    }
  });

  test('that came back to its approvers weeks later reminds them at doubling distances from then on', () => {
    const back = start + 700 * hour;
    let run = waitingRun({}, { askedAt: back, expiresAt: back + 24 * hour, remindAt: back + 4 * hour });
    const reminded: number[] = [];
    for (let now = back; now < back + 24 * hour; now += hour / 2) {
      const change = tickWaiting(run, now);
      if (!change) continue;
      reminded.push((now - back) / hour);
      run = change.run;
    }
    expect(reminded).toEqual([4, 8, 16]);
  });
});
