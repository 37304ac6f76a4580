import { setTimeout as pause } from 'node:timers/promises';
import type { Sent, SlackStandIn } from './slack-stand-in.ts';

/** Commands on their way to one program. */
export interface Lane {
  readonly slack: Pick<SlackStandIn, 'send'>;
  readonly arrivals: readonly number[];
  readonly text: () => string;
}

export interface LaneResult {
  readonly sent: readonly Sent[];
  /** How much later than planned each was sent, in ms: large numbers mean that the sender itself was the bottleneck. */
  readonly lateness: readonly number[];
}

/** Nobody at Slack waits longer than three seconds; twice that is lost. */
const lostAfterMs = 6000;

/**
 * Sends every command at its moment, whatever became of the ones before (open loop), all lanes side by side; then waits
 * for the answers.
 */
export async function sendAt(lanes: readonly Lane[]): Promise<readonly LaneResult[]> {
  const results = lanes.map((): { sent: Sent[]; lateness: number[] } => ({ sent: [], lateness: [] }));
  const plan = lanes.flatMap(({ arrivals }, lane) => arrivals.map((at) => ({ at, lane }))).sort((a, b) => a.at - b.at);
  const began = performance.now() + 20;
  for (const { at, lane } of plan) {
    const due = began + at;
    // Timers are a millisecond coarse, and that is counted as lateness of the sender, never as slowness of the program.
    while (performance.now() < due) await pause(Math.max(0, due - performance.now()));
    const { slack, text } = lanes[lane] as Lane;
    const sent = slack.send(text());
    results[lane]?.sent.push(sent);
    results[lane]?.lateness.push(sent.at - due);
  }
  const deadline = performance.now() + lostAfterMs;
  const open = (): boolean => results.some(({ sent }) => sent.some(({ answeredAt }) => answeredAt === undefined));
  while (open() && performance.now() < deadline) await pause(10);
  return results;
}
