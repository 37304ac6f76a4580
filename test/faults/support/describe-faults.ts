import { afterAll, describe, expect, it } from 'vitest';
import { compare, compareThreads, type Verdict } from './compare.ts';
import type { FaultCase } from './fault-case.ts';
import { note } from './figures.ts';
import { type Lane, startLane } from './lane.ts';
import { type Disturbance, type Played, playRun } from './play-run.ts';
import { sample } from './sample.ts';

const moments = ['killed before', 'killed after', 'refused', 'cancelled at'] as const;
const nothing: Verdict = { lost: [], repeated: [], wrong: [] };

async function killed(lane: Lane, one: FaultCase, calm: Played, disturbance: Disturbance): Promise<[Verdict, Played]> {
  const scene = await playRun(lane, one, disturbance);
  const played = await scene.look();
  const verdict = compare(calm, played);
  one.end?.(played.ending);
  const notKilled = played.pauseMs === undefined ? ['nobody was killed'] : [];
  return [{ ...verdict, wrong: [...verdict.wrong, ...compareThreads(calm, played), ...notKilled] }, played];
}

/** Refused, then lifted and tried again: the first end names what is left, the second one is the good one. */
async function refused(lane: Lane, one: FaultCase, calm: Played, disturbance: Disturbance): Promise<[Verdict, Played]> {
  const scene = await playRun(lane, one, disturbance);
  const first = await scene.look();
  const { state, ending } = first.ending.run;
  const isTolerated = one.tolerates?.some((name) => disturbance.write.startsWith(`${name} `)) ?? false;
  if (isTolerated && state === 'done') return [{ ...nothing, wrong: first.troubles }, first];
  const wrong = first.troubles.map((what) => `when refused, ${what}`);
  // A run that failed because one of its children was refused says so in words of its own.
  if (state !== 'failed' || !['aws_denied', 'aws_failed'].includes(ending?.code ?? ''))
    wrong.push(`when refused, it ended as ${state}: ${JSON.stringify(ending)}`);
  scene.lift();
  await scene.play.click(scene.runId, 'retry');
  const played = await scene.look();
  const verdict = compare(calm, played);
  one.end?.(played.ending);
  return [{ ...verdict, wrong: [...wrong, ...verdict.wrong] }, played];
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
  return [{ ...nothing, wrong: [...wrong, ...played.troubles] }, played];
}

const playedAs = { 'killed before': killed, 'killed after': killed, refused, 'cancelled at': cancelled };

const textOfError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** One test per point: each write of each case, killed before it, killed after it, refused at it. */
export async function describeFaults(...cases: readonly FaultCase[]): Promise<void> {
  const lane = await startLane();
  afterAll(() => lane.stop());
  for (const one of cases) {
    // Its writes are the tests there are, so it is played before them.
    const calm = await playRun(lane, one)
      .then((scene) => scene.look())
      .catch(async (error: unknown) => {
        await lane.clear();
        return { error };
      });
    describe(one.name, () => {
      it('comes to its end undisturbed', () => {
        if ('error' in calm) throw calm.error;
        one.end?.(calm.ending);
        expect(calm.ending.run.state, JSON.stringify(calm.ending.run.ending)).toBe('done');
        expect(calm.troubles).toEqual([]);
        expect(calm.jobs).toEqual(one.plays.toSorted());
        expect(calm.writes).not.toEqual([]);
      });
      if ('error' in calm) return;
      for (const disturbance of sample(calm.writes).flatMap((write) => moments.map((moment) => ({ moment, write }))))
        it(`${disturbance.moment} ${disturbance.write}`, async () => {
          const began = Date.now();
          const play = playedAs[disturbance.moment];
          const [verdict, played] = await play(lane, one, calm, disturbance).catch(
            async (error: unknown): Promise<[Verdict, undefined]> => {
              await lane.clear();
              return [{ ...nothing, lost: [textOfError(error)] }, undefined];
            },
          );
          note({
            name: one.name,
            moment: disturbance.moment,
            lost: verdict.lost.length,
            repeated: verdict.repeated.length,
            wrong: verdict.wrong.length,
            tookMs: Date.now() - began,
            ...(played?.pauseMs === undefined ? {} : { pauseMs: played.pauseMs }),
          });
          expect(verdict).toEqual(nothing);
        });
    });
  }
}
