import { afterAll, describe, it } from 'vitest';
import { clockCases } from './clock/clock-cases.ts';
import { type ClockPlayed, playClock } from './clock/play-clock.ts';
import { minus } from './support/compare.ts';
import { type Disturbance, doomedBy, isSampled } from './support/disturbance.ts';
import { note } from './support/figures.ts';
import { startLanes } from './support/lanes.ts';
import { sample } from './support/sample.ts';

const lanes = await startLanes({ sweepEvery: '1h', digestAt: '00:00' });
afterAll(() => lanes.stop());

const differences = (is: readonly string[], shouldBe: readonly string[]): readonly string[] => [
  ...minus(is, shouldBe).map((line) => `too much: ${line}`),
  ...minus(shouldBe, is).map((line) => `missing: ${line}`),
];

const verdictOf = (calm: ClockPlayed, played: ClockPlayed) => ({
  lost: [] as readonly string[],
  repeated: [...differences(played.effects, calm.effects), ...differences(played.logged, calm.logged)],
  halfDone: played.troubles,
  wrong: differences(played.shown, calm.shown),
});
const nothing = { lost: [], repeated: [], halfDone: [], wrong: [] };

const cases = clockCases.filter(({ sampled }) => sampled || !isSampled());
const played = await Promise.all(
  cases.map((one) =>
    lanes.use((lane) =>
      playClock(lane, one).catch(async (error: unknown) => {
        await lane.clear();
        return { error };
      }),
    ),
  ),
);

for (const [index, one] of cases.entries()) {
  const calm = played[index] ?? { error: new Error('not played') };
  describe(one.name, () => {
    it('comes to its end undisturbed', ({ expect }) => {
      if ('error' in calm) throw calm.error;
      expect(calm.troubles).toEqual([]);
      expect(calm.points).not.toEqual([]);
    });
    if ('error' in calm) return;
    note({ name: one.name, seen: calm.seen, points: calm.points.length });
    const points = isSampled() ? sample(calm.points.slice(calm.points.length / 2)) : calm.points;
    const missed: Disturbance[] = [];
    for (const point of points)
      it.concurrent(`${point.moment} ${point.write}`, async ({ expect }) => {
        const began = Date.now();
        const verdict = await lanes.use(async (lane) => {
          try {
            const first = await playClock(lane, one, point);
            // What the clock does next to it differs; it is gone through once more then.
            const last = first.wasKilled ? first : await playClock(lane, one, point);
            if (!last.wasKilled) missed.push(point);
            return verdictOf(calm, last);
          } catch (error) {
            await lane.clear();
            return { ...nothing, lost: [error instanceof Error ? error.message : String(error)] };
          }
        });
        note({
          name: one.name,
          moment: point.moment,
          kind: point.kind,
          write: point.write,
          role: doomedBy(point) ?? 'worker',
          reached: !missed.includes(point),
          lost: verdict.lost.length,
          repeated: verdict.repeated.length,
          halfDone: verdict.halfDone.length,
          wrong: verdict.wrong.length,
          tookMs: Date.now() - began,
        });
        expect(verdict).toEqual(nothing);
      });
    it.skipIf(isSampled())('came to most of its points', ({ expect }) => {
      expect(missed.length, JSON.stringify(missed)).toBeLessThanOrEqual(Math.max(1, points.length / 5));
    });
  });
}
