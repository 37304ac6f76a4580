import { afterAll, describe, expect, it } from 'vitest';
import { withoutConfig } from '../aws/config-told.ts';
import { compare, compareThreads, type Verdict } from './compare.ts';
import { type Disturbance, disturbancesOf, doomedBy, isSampled } from './disturbance.ts';
import type { FaultCase } from './fault-case.ts';
import { note } from './figures.ts';
import type { Lane } from './lane.ts';
import { startLanes } from './lanes.ts';
import { type Played, playRun } from './play-run.ts';
import { sample } from './sample.ts';

/** Plays until a run comes to a point. */
const mostTries = 2;

const nothing: Verdict = { lost: [], repeated: [], halfDone: [], wrong: [] };

async function killed(lane: Lane, one: FaultCase, calm: Played, disturbance: Disturbance): Promise<[Verdict, Played]> {
  const look = async (): Promise<Played> => (await playRun(lane, one, disturbance)).look();
  let disturbed = await look();
  // How often a card is edited depends on how fast everything goes; it is gone through again then.
  for (let tries = 1; tries < mostTries && !disturbed.wasKilled; tries += 1) disturbed = await look();
  const [played, without] = [withoutConfig(disturbed), withoutConfig(calm)];
  const verdict = compare(without, played);
  one.end?.(played.ending);
  const isMissed = disturbance.kind === 'aws' && played.pauseMs === undefined;
  const notKilled = isMissed ? ['nobody was killed'] : [];
  return [{ ...verdict, wrong: [...verdict.wrong, ...compareThreads(without, played), ...notKilled] }, played];
}

/** Refused, then lifted and tried again: the first end names what is left, the second one is the good one. */
async function refused(lane: Lane, one: FaultCase, calm: Played, disturbance: Disturbance): Promise<[Verdict, Played]> {
  const scene = await playRun(lane, one, disturbance);
  const first = await scene.look();
  const { state, ending } = first.ending.run;
  const isTolerated = one.tolerates?.some((name) => disturbance.write.startsWith(`${name} `)) ?? false;
  if (isTolerated && state === 'done') return [{ ...nothing, halfDone: first.troubles }, first];
  const halfDone = first.troubles.map((what) => `when refused, ${what}`);
  const wrong: string[] = [];
  // A run that failed because one of its children was refused says so in words of its own.
  if (state !== 'failed' || !['aws_denied', 'aws_failed'].includes(ending?.code ?? ''))
    wrong.push(`when refused, it ended as ${state}: ${JSON.stringify(ending)}`);
  scene.lift();
  await scene.play.click(scene.runId, 'retry');
  const played = await scene.look();
  const verdict = compare(calm, played);
  one.end?.(played.ending);
  return [{ ...verdict, halfDone: [...halfDone, ...verdict.halfDone], wrong: [...wrong, ...verdict.wrong] }, played];
}

/** Cancelled while the write is under way: it ends there, or as if nothing had been asked where that was its last. */
async function cancelled(
  lane: Lane,
  one: FaultCase,
  calm: Played,
  disturbance: Disturbance,
): Promise<[Verdict, Played]> {
  const scene = await playRun(lane, one, disturbance);
  const played = await scene.look();
  const { state, ending } = played.ending.run;
  if (state === 'done') return [compare(calm, played), played];
  const wrong = state === 'cancelled' ? [] : [`when cancelled, it ended as ${state}: ${JSON.stringify(ending)}`];
  return [{ ...nothing, halfDone: played.troubles, wrong }, played];
}

const playedAs = { 'killed before': killed, 'killed after': killed, refused, 'cancelled at': cancelled };

const textOfError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * One test per point: each write of each case, killed before it, killed after it, refused at it.
 * @param all a sample takes those that say so, or else as many of them as of their writes
 */
export async function describeFaults(...all: readonly FaultCase[]): Promise<void> {
  const chosen = all.filter(({ sampled }) => sampled);
  const cases = isSampled() && chosen.length > 0 ? chosen : sample(all);
  const lanes = await startLanes();
  afterAll(() => lanes.stop());
  // Its writes are the tests there are, so each is played before them.
  const undisturbed = await Promise.all(
    cases.map((one) =>
      lanes.use(async (lane) =>
        playRun(lane, one)
          .then((scene) => scene.look())
          .catch(async (error: unknown) => {
            await lane.clear();
            return { error };
          }),
      ),
    ),
  );
  for (const [index, one] of cases.entries()) {
    const calm = undisturbed[index] ?? { error: new Error('not played') };
    describe(one.name, () => {
      it('comes to its end undisturbed', () => {
        if ('error' in calm) throw calm.error;
        one.end?.(calm.ending);
        expect(calm.ending.run.state, JSON.stringify(calm.ending.run.ending)).toBe(one.ends ?? 'done');
        expect(calm.troubles).toEqual([]);
        expect(calm.jobs).toEqual(one.plays.toSorted());
        expect(one.hands ? calm.points : calm.writes).not.toEqual([]);
      });
      if ('error' in calm) return;
      note({ name: one.name, seen: calm.seen, points: calm.points.length });
      const disturbances = disturbancesOf(one, calm);
      const missed: Disturbance[] = [];
      for (const disturbance of disturbances)
        it.concurrent(`${disturbance.moment} ${disturbance.write}`, async ({ expect }) => {
          const began = Date.now();
          const play = playedAs[disturbance.moment];
          const [verdict, played] = await lanes.use((lane) =>
            play(lane, one, calm, disturbance).catch(async (error: unknown): Promise<[Verdict, undefined]> => {
              await lane.clear();
              return [{ ...nothing, lost: [textOfError(error)] }, undefined];
            }),
          );
          const reached = !disturbance.moment.startsWith('killed') || (played?.wasKilled ?? true);
          if (!reached) missed.push(disturbance);
          note({
            name: one.name,
            moment: disturbance.moment,
            kind: disturbance.kind,
            write: disturbance.write,
            role: doomedBy(disturbance) ?? 'worker',
            reached,
            lost: verdict.lost.length,
            repeated: verdict.repeated.length,
            halfDone: verdict.halfDone.length,
            wrong: verdict.wrong.length,
            tookMs: Date.now() - began,
            ...(played?.pauseMs === undefined ? {} : { pauseMs: played.pauseMs }),
          });
          expect(verdict).toEqual(nothing);
        });
      // Two runs are never quite the same; who comes first at the clock's work differs.
      it.skipIf(isSampled())('came to most of its points', () => {
        expect(missed.length, JSON.stringify(missed)).toBeLessThanOrEqual(Math.max(1, disturbances.length / 5));
      });
    });
  }
}
