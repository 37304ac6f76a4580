import type { FaultRule } from '../../../sandbox/aws/server/faults.ts';
import { compare, compareThreads, type Verdict } from '../support/compare.ts';
import type { FaultCase } from '../support/fault-case.ts';
import type { Lane } from '../support/lane.ts';
import { awsId } from '../support/masked.ts';
import { type Played, playRun } from '../support/play-run.ts';
import { toldWrongly, withoutConfig } from './config-told.ts';
import { nothingStruck, type Struck } from './disturb.ts';

/** A run as it ended, and how many AMIs there are then. */
export interface Outcome {
  readonly played: Played;
  readonly images: number;
  /** Of AWS Config. */
  readonly toldWrongly: readonly string[];
  readonly tookMs: number;
}

const imagesIn = ({ sandbox }: Lane): number =>
  sandbox.aws
    .state()
    .accounts.flatMap(({ regions }) => regions)
    .reduce((sum, { images }) => sum + images.filter(({ state }) => state !== 'deregistered').length, 0);

/**
 * @param ruleOf made when the run is asked for: what comes before it is left alone
 * @param lagMs new AMIs, and tags that are written, are not shown for so long either
 */
export async function play(
  lane: Lane,
  one: FaultCase,
  ruleOf?: (isKnown: (id: string) => boolean) => FaultRule,
  lagMs?: number,
  { unanswered }: Pick<Struck, 'unanswered'> = nothingStruck(),
): Promise<Outcome> {
  const { faults, settings, lagTags, calls } = lane.sandbox.aws;
  const began = Date.now();
  try {
    const scene = await playRun(lane, {
      ...one,
      // Refused seven times in a row, a run may rest for two minutes.
      patienceMs: 400_000,
      async start(hands, before) {
        const known = new Set(JSON.stringify(lane.held()).match(awsId));
        if (lagMs !== undefined) {
          settings.newImageLag = { ms: lagMs };
          lagTags({ ms: lagMs });
        }
        if (ruleOf) faults.by(ruleOf((id) => known.has(id)));
        return typeof one.start === 'string' ? hands.ask(one.start) : one.start(hands, before);
      },
    });
    const played = await scene.look();
    const told = toldWrongly(played, calls, unanswered);
    return { played, images: imagesIn(lane), toldWrongly: told, tookMs: Date.now() - began };
  } finally {
    faults.clear();
    settings.newImageLag = undefined;
    lagTags(undefined);
  }
}

/** What a disturbed run did otherwise. */
export function verdictOf(calm: Outcome, disturbed: Outcome): Verdict & { readonly duplicates: number } {
  const [before, played] = [withoutConfig(calm.played), withoutConfig(disturbed.played)];
  const verdict = compare(before, played);
  const isLost = verdict.lost.length > 0;
  return {
    ...verdict,
    wrong: isLost ? verdict.wrong : [...verdict.wrong, ...compareThreads(before, played), ...disturbed.toldWrongly],
    duplicates: Math.max(0, disturbed.images - calm.images),
  };
}
