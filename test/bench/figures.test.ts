import { describe, expect, it } from 'vitest';
import { arrivals } from '../../bench/arrivals.ts';
import { sendAt } from '../../bench/send-at.ts';
import type { Sent } from '../../bench/slack-stand-in.ts';
import { median, percentile } from '../../bench/statistics.ts';
import { isTooMuch, summary } from '../../bench/summary.ts';

describe('figures', () => {
  it('a percentile is a value that was measured; few values give the largest', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 99, 100]);
    expect(percentile([3, 1, 2], 0.99)).toBe(3);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('a median lies in the middle, between two where there are two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
  });

  it('arrivals are as many as the rate says, within their time, and the same for the same seed', () => {
    const once = arrivals(200, 3, 7);
    expect(once).toHaveLength(600);
    expect(once.every((at, index) => at >= (once[index - 1] ?? 0) && at < 3000)).toBe(true);
    expect(arrivals(200, 3, 7)).toEqual(once);
    expect(arrivals(200, 3, 8)).not.toEqual(once);
  });
});

const round = (program: 'assay' | 'bare', rate: number, latencies: readonly number[], cpuMs: number) => ({
  workload: 'help',
  program,
  rate,
  sent: latencies.length,
  latencies,
  cpuMs,
  lost: 1,
  late: 0,
  busy: 0,
  refused: 0,
});

it('a row is the median of its rounds, with its ratio to the bare program, and sums what was lost', () => {
  const rounds = [
    round('bare', 50, [1, 1, 1, 2], 4),
    round('assay', 50, [2, 2, 2, 8], 8),
    round('assay', 50, [4, 4, 4, 4], 8),
    round('assay', 50, [3, 3, 3, 6], 8),
  ] as unknown as Parameters<typeof summary>[0];
  const workloads = [{ name: 'help', programs: ['bare', 'assay'] }] as unknown as Parameters<typeof summary>[1];
  const [bare, assay] = summary(rounds, workloads);
  expect(bare).toMatchObject({ program: 'bare', p50: 1, p99: 2, cpuMsPerCommand: 1, lost: 1 });
  expect(assay).toMatchObject({ samples: 12, p50: 3, p99: 6, cpuMsPerCommand: 2, cores: 0.1, lost: 3 });
  expect(assay?.ratios).toEqual({ bare: { p50: 3, p99: 3 } });
  expect(assay && isTooMuch(assay)).toBe(false);
});

it('what is sent is sent at its moment also when nothing before it was answered', async () => {
  const said: string[] = [];
  const answered: Sent[] = [];
  const slack = {
    send(text: string): Sent {
      said.push(text);
      const sent = { at: performance.now(), answeredAt: undefined } as unknown as Sent;
      answered.push(sent);
      // All of them are answered after the last was sent.
      if (said.length === 5) for (const one of answered) Object.assign(one, { answeredAt: performance.now() });
      return sent;
    },
  };
  const [lane] = await sendAt([{ slack, arrivals: [0, 5, 10, 15, 20], text: () => `line ${said.length}` }]);
  expect(said).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
  expect(lane?.sent).toHaveLength(5);
  expect(lane?.lateness.every((ms) => ms >= 0)).toBe(true);
});
