import type { SlackMessage } from '../../../sandbox/contract.ts';
import type { Sandbox } from '../../../sandbox/start-sandbox.ts';
import { cast, textOf, type Who } from '../../../sandbox/story/stage.ts';

export interface TimedAnswer {
  readonly text: string;
  readonly ms: number;
}

const patienceMs = 15_000;

/** The private answer to what somebody does, and how long it took; a sign that it will take longer is none. */
export async function timedAnswer(
  { slack }: Sandbox,
  who: Who,
  act: () => Promise<{ readonly ok: boolean; readonly error?: string }>,
): Promise<TimedAnswer> {
  const mine = (): readonly SlackMessage[] =>
    slack.messages().filter((one) => one.ephemeralTo === cast[who] && !one.deleted && !one.text.startsWith('⏳'));
  const before = new Set(mine().map(({ ts }) => ts));
  const began = performance.now();
  const { ok, error } = await act();
  if (!ok) throw new Error(`${who}: Slack says ${error}`);
  const answer = await slack.until(() => mine().find(({ ts }) => !before.has(ts)), {
    timeoutMs: patienceMs,
    what: `an answer to ${who}`,
  });
  return { text: textOf(answer), ms: Math.round(performance.now() - began) };
}
