import { describe, expect, it } from 'vitest';
import { ACCOUNTS } from '../../sandbox/aws/default-world.ts';
import type { AwsCall, SlackMessage } from '../../sandbox/contract.ts';
import { textOf } from '../../sandbox/story/stage.ts';
import type { Settings } from '../../src/core/settings.ts';
import { type Evaluated, evaluatedLines } from '../../src/lookup/evaluate-again.ts';
import { renderMessage } from '../../src/slack/rendering/render-message.ts';
import { toldWrongly, withoutConfig } from './aws/config-told.ts';
import type { Played } from './support/play-run.ts';

const runId = 'r-abcdefghjk';
const [here, there] = ['eu-west-1', 'us-east-1'].map((region) => ({ account: ACCOUNTS.prod, region }));
const settings = { accounts: [{ alias: 'prod', id: ACCOUNTS.prod }] } as unknown as Settings;
const why = 'AWS is limiting requests for config:StartConfigRulesEvaluation in prod (444455556666), eu-west-1.';

/** A run that ended with this on record and on its card. */
function played(evaluated: Evaluated, shown = evaluated): Played {
  const lines = ['The tags are there.', ...evaluatedLines(shown, settings)];
  const card = textOf(renderMessage({ title: 'Approved', lines, facts: [] }) as unknown as SlackMessage);
  return { ending: { run: { id: runId, result: { evaluated } } }, card, thread: [card] } as unknown as Played;
}
const answer = (place: Evaluated['asked'][number] | undefined, result: string): AwsCall =>
  ({
    ...place,
    action: 'StartConfigRulesEvaluation',
    result,
    principal: `arn:aws:sts::444455556666:assumed-role/AssayWorker/${runId}`,
  }) as AwsCall;

const [asked, refused, inDoubt, both] = [
  { asked: [here, there], refused: [] },
  { asked: [], refused: [{ place: here, why: 'it runs already' }] },
  { asked: [], refused: [{ place: here, why, isInDoubt: true }] },
  { asked: [there], refused: [{ place: here, why, isInDoubt: true }] },
] as readonly Evaluated[] as readonly [Evaluated, Evaluated, Evaluated, Evaluated];

describe('what a card tells of AWS Config', () => {
  it.each([asked, refused, inDoubt, both])('is set apart, and nothing else: %j', (evaluated) => {
    const { card, thread } = withoutConfig(played(evaluated));
    expect(card).not.toMatch(/judge|us-east-1|eu-west-1/);
    expect(card).toBe(withoutConfig(played(asked)).card);
    expect(thread).toEqual([card]);
    expect(card).toContain('The tags are there.');
  });

  it('is right where AWS Config answered so', () => {
    const nobody = new Set<string>();
    expect(toldWrongly(played(asked), [answer(here, 'ok'), answer(there, 'ok')], nobody)).toEqual([]);
    expect(toldWrongly(played(refused), [answer(here, 'LimitExceededException')], nobody)).toEqual([]);
    expect(toldWrongly(played(inDoubt), [answer(here, 'ThrottlingException')], nobody)).toEqual([]);
    expect(toldWrongly(played(both), [answer(here, 'InternalFailure'), answer(there, 'ok')], nobody)).toEqual([]);
    const lost = new Set([`StartConfigRulesEvaluation ${ACCOUNTS.prod} eu-west-1`]);
    expect(toldWrongly(played(inDoubt), [answer(here, 'ok')], lost)).toEqual([]);
    expect(toldWrongly(played(refused), [answer(here, 'LimitExceededException')], lost)).toEqual([]);
  });

  it('is wrong where it did not, where a place is missing, and where the card says other than the record', () => {
    const nobody = new Set<string>();
    expect(toldWrongly(played(asked), [answer(here, 'ok')], nobody)).toHaveLength(1);
    expect(toldWrongly(played(inDoubt), [answer(here, 'ok')], nobody)).toHaveLength(1);
    expect(toldWrongly(played(refused), [answer(here, 'ThrottlingException')], nobody)).toHaveLength(1);
    expect(toldWrongly(played(refused, asked), [answer(here, 'LimitExceededException')], nobody)).toHaveLength(1);
    expect(withoutConfig(played(refused, asked)).card).not.toBe(withoutConfig(played(asked)).card);
  });
});
