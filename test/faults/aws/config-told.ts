import { z } from 'zod';
import { ACCOUNTS } from '../../../sandbox/aws/default-world.ts';
import type { AwsCall } from '../../../sandbox/contract.ts';
import type { Settings } from '../../../src/core/settings.ts';
import { Evaluated, evaluatedLines } from '../../../src/lookup/evaluate-again.ts';
import { inlinesOf } from '../../../src/slack/rendering/rich-text.ts';
import { spokenLine } from '../../../src/slack/rendering/spoken.ts';
import type { Played } from '../support/play-run.ts';

/**
 * AWS Config is asked to judge again once, as a favour, and not again: so a disturbed run may rightly tell otherwise of it than
 * the calm one. It is held against what AWS Config answered that very run, place by place; the sentence apart, both must tell
 * the same.
 */
const call = 'StartConfigRulesEvaluation';
const busy = ['ThrottlingException', 'InternalFailure'];
const names = { accounts: Object.entries(ACCOUNTS).map(([alias, id]) => ({ alias, id })) } as unknown as Settings;

type Answer = 'judges' | 'does not judge' | 'may not judge';

/** Under which name the answer to a call is lost. */
export const placeOfCall = ({ action, account, region }: Pick<AwsCall, 'action' | 'account' | 'region'>): string =>
  `${action} ${account} ${region}`;

/** @param unanswered calls that were done and not answered */
function answered(calls: readonly AwsCall[], runId: string, unanswered: ReadonlySet<string>): readonly string[] {
  const last = new Map<string, Answer>();
  for (const one of calls) {
    if (one.action !== call || !one.principal.endsWith(`/${runId}`)) continue;
    // A refusal is always told; only what was done can be done without a word.
    const isInDoubt = busy.includes(one.result) || (one.result === 'ok' && unanswered.has(placeOfCall(one)));
    last.set(
      `${one.account}, ${one.region}`,
      isInDoubt ? 'may not judge' : one.result === 'ok' ? 'judges' : 'does not judge',
    );
  }
  return [...last].map(([place, answer]) => `${place}: ${answer}`).toSorted();
}

const recordOf = ({ ending }: Played): Evaluated | undefined =>
  z.object({ evaluated: Evaluated.optional() }).safeParse(ending.run.result).data?.evaluated;

function recorded({ asked, refused }: Evaluated): readonly string[] {
  const answers = [
    ...asked.map((place) => [place, 'judges'] as const),
    ...refused.map(({ place, isInDoubt }) => [place, isInDoubt ? 'may not judge' : 'does not judge'] as const),
  ];
  return answers.map(([{ account, region }, answer]) => `${account}, ${region}: ${answer}`).toSorted();
}

/** The sentences as a message's text has them, and as its blocks do. */
const sentencesOf = (evaluated: Evaluated): readonly string[] =>
  evaluatedLines(evaluated, names).flatMap((line) => [
    spokenLine(line),
    inlinesOf(line)
      .map((inline) => (typeof inline === 'string' ? inline : ''))
      .join('\n'),
  ]);

/** A run as it was played, with one mark for all that it tells of AWS Config. */
export function withoutConfig(played: Played): Played {
  const evaluated = recordOf(played);
  const sentences = evaluated ? sentencesOf(evaluated) : [];
  const without = (text: string): string =>
    sentences
      .reduce((left, sentence) => left.replaceAll(sentence, '(AWS Config)'), text)
      .replace(/(\(AWS Config\)\s*)+/g, '(AWS Config)\n');
  return { ...played, card: without(played.card), thread: played.thread.map(without) };
}

/** What a run tells of AWS Config that is not what AWS Config answered it. */
export function toldWrongly(
  played: Played,
  calls: readonly AwsCall[],
  unanswered: ReadonlySet<string>,
): readonly string[] {
  const evaluated = recordOf(played);
  const [is, shouldBe] = [evaluated ? recorded(evaluated) : [], answered(calls, played.ending.run.id, unanswered)];
  const said = evaluated ? evaluatedLines(evaluated, names).map(spokenLine) : [];
  return [
    ...(is.join() === shouldBe.join() ? [] : [`recorded of AWS Config: ${is.join('; ')}, not ${shouldBe.join('; ')}`]),
    ...said.filter((line) => !played.card.includes(line)).map((line) => `the card does not say: ${line}`),
  ];
}
