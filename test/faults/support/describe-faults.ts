import { afterAll, describe, expect, it } from 'vitest';
import { compare, compareThreads, type Verdict } from './compare.ts';
import type { FaultCase } from './fault-case.ts';
import { note } from './figures.ts';
import { type Lane, startLane } from './lane.ts';
import { type Disturbance, type Played, playRun } from './play-run.ts';
import { sample } from './sample.ts';

const moments = ['killed before', 'killed after', 'refused'] as const;
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
  if (state !== 'failed' || ending?.code !== 'aws_denied')
    wrong.push(`when refused, it ended as ${state}: ${JSON.stringify(ending)}`);
  scene.lift();
  await scene.play.click(scene.runId, 'retry');
  const played = await scene.look();
  const verdict = compare(calm, played);
  one.end?.(played.ending);
  return [{ ...verdict, wrong: [...wrong, ...verdict.wrong] }, played];
}

const textOfError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** One test per point: each write of each case, killed before it, killed after it, refused at it. */
export async function describeFaults(...cases: readonly FaultCase[]): Promise<void> {
  const lane = await startLane();
  afterAll(() => lane.stop());
  for (const one of cases) {
    // Its writes are the tests there are, so it is played before them.
    const calm = await playRun(lane, one)
      .then((scene) => scene.look())
      .catch((error: unknown) => ({ error }));
    describe(one.name, () => {
      it('comes to its end undisturbed', () => {
        if ('error' in calm) throw calm.error;
        one.end?.(calm.ending);
        expect(calm.ending.run.state, JSON.stringify(calm.ending.run.ending)).toBe('done');
        expect(calm.troubles).toEqual([]);
        expect(calm.writes).not.toEqual([]);
      });
      if ('error' in calm) return;
      it.each(sample(calm.writes).flatMap((write) => moments.map((moment) => ({ moment, write }))))(
        '$moment $write',
        async (disturbance) => {
          const began = Date.now();
          const play = disturbance.moment === 'refused' ? refused : killed;
          const [verdict, played] = await play(lane, one, calm, disturbance).catch(
            (error: unknown): [Verdict, undefined] => [{ ...nothing, lost: [textOfError(error)] }, undefined],
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
        },
      );
    });
  }
}
