import { describe, expect, it } from 'vitest';
import type { Fault } from '../../sandbox/contract.ts';
import { someApproval, someRun } from './some-runs.ts';
import { eventually, openStage } from './stage.ts';

const ADA = 'U0ADA00001';

/** A request with its card, and Ada before it. */
async function openRequest() {
  const stage = await openStage();
  const run = someRun({ state: 'waiting', approval: someApproval() });
  stage.outbox.change(run);
  stage.app.nudge();
  const card = await stage.slack.awaitMessage(({ metadata }) => metadata?.event_payload['key'] === run.id);
  const click = (button: string) =>
    stage.slack.hands.click({ user: ADA, channel: card.channel, ts: card.ts, actionId: `assay.${button}` });
  const answers = () => stage.slack.messages().filter(({ ephemeralTo }) => ephemeralTo === ADA);
  return { ...stage, click, answers };
}

const everywhere = (fault: (call: string) => Fault): readonly Fault[] =>
  ['response_url', 'chat.postEphemeral', 'chat.postMessage'].map(fault);

describe('a private answer', () => {
  it.each<[string, readonly Fault[]]>([
    ['asks for fewer calls', everywhere((call) => ({ kind: 'throttle', call, times: 1, retryAfterSeconds: 1 }))],
    ['answers nothing but errors', everywhere((call) => ({ kind: 'status', call, status: 503, times: 1 }))],
  ])('comes, once, when Slack %s for a moment', async (_, faults) => {
    const { slack, click, answers, log } = await openRequest();
    for (const fault of faults) slack.faults.add(fault);
    await click('approve');
    await eventually(() => answers().length > 0, 10_000);
    expect(answers().map(({ text }) => text)).toEqual(['✅ Your vote counts']);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is given up, and logged, when no way is left', async () => {
    const { slack, click, log } = await openRequest();
    for (const call of ['response_url', 'chat.postEphemeral', 'chat.postMessage'])
      slack.faults.add(
        call === 'response_url'
          ? { kind: 'status', call, status: 404, times: 1 }
          : { kind: 'error', call, code: 'user_not_found', times: 1 },
      );
    await click('approve');
    await eventually(() => log.lines.some(({ message }) => message === 'person could not be answered at all'), 900);
  });
});

it('a form that Slack does not open is no mistake of ours, and the person hears why', async () => {
  const { slack, click, answers, log } = await openRequest();
  slack.faults.add({ kind: 'throttle', call: 'views.open', times: 1, retryAfterSeconds: 1 });
  await click('reject');
  await eventually(() => answers().length > 0);
  expect(answers()[0]?.text).toBe(
    '⚠️ Slack did not answer Assay\nThe reason: it asks for fewer calls. Please try once more.',
  );
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
