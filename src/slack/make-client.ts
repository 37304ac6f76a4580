import { WebClient } from '@slack/web-api';
import { boltLogger } from './bolt-logger.ts';
import type { Log } from './log.ts';

/** Where and as whom Slack is called. */
export interface SlackAccess {
  readonly botToken: string;
  /** `https://slack.com/api/`, or a sandbox's. */
  readonly apiUrl?: string | undefined;
  readonly log: Log;
}

/** Slack's Web API, with exactly one slash at its end as the client wants it. */
export const apiUrlOf = (url: string | undefined): string => `${(url ?? 'https://slack.com/api').replace(/\/+$/, '')}/`;

/**
 * A client of its own for each purpose: a 429 pauses everything that waits on the same client, and a modal's trigger does
 * not live through that. Never retries by itself: the library repeats posts whose answer was lost, and doubles them.
 */
export function makeClient({ botToken, apiUrl, log }: SlackAccess, timeoutMs: number): WebClient {
  return new WebClient(botToken, {
    slackApiUrl: apiUrlOf(apiUrl),
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(log),
  });
}
