import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../../sandbox/contract.ts';
import type { Hits } from './outgoing.ts';
import type { Trouble } from './story.ts';

/** Slack's clock, which can be set forward. */
export interface SlackClock {
  now(): number;
  forward(ms: number): void;
}

export function slackClock(): SlackClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    forward(ms) {
      ahead += ms;
    },
  };
}

const halfAnHour = 30 * 60_000;
/** Longer than the longest pause between two attempts of Assay, so that every one of them is reached. */
const oursMs = 26_000;

/**
 * Slack is gone for half an hour by its own clock: no socket, every call refused. By ours it is 26 s, which is longer than
 * Assay's longest pause; the rest of the half hour would be the same attempts at the same pace. What was given before is
 * half an hour old afterwards: response addresses have expired, triggers too.
 */
export const outage = (kind: 'HTTP 503' | '429 with Retry-After', clock: SlackClock, hits: Hits): Trouble => ({
  name: `Slack is away for half an hour, with ${kind}, from when the request waits for its approvers`,
  async at(moment, { lane: { sandbox } }) {
    if (moment !== 'waiting') return;
    const { slack } = sandbox;
    const until = Date.now() + oursMs;
    slack.faults.by((call): Fault | undefined => {
      if (Date.now() > until) return undefined;
      hits.count += 1;
      return kind === 'HTTP 503'
        ? { kind: 'status', call, status: 503, times: 1 }
        : { kind: 'throttle', call, times: 1, retryAfterSeconds: 10 };
    });
    slack.dropSockets();
    await pause(oursMs / 2);
    clock.forward(halfAnHour);
    await pause(oursMs / 2);
  },
});
