import type { Message } from '../../core/message.ts';
import { contentOf } from '../rendering/content-of.ts';
import type { Rendered } from '../rendering/render-message.ts';
import { slackFailure } from '../slack-failure.ts';
import { fitAnswer } from './fit-answer.ts';
import type { SlackContext } from './slack-context.ts';

/** Where one person can be reached, best way first. */
export interface Reach {
  readonly userId: string;
  readonly responseUrl?: string | undefined;
  readonly channel?: string | undefined;
}

/** What came back from a response_url instead of a yes. */
class ResponseUrlError extends Error {
  override readonly name = 'ResponseUrlError';
  readonly status: number;
  constructor(status: number) {
    super(`response_url answered ${status}`);
    this.status = status;
  }
}

/** @throws when Slack does not take it; an address is good for five uses within half an hour */
export async function byResponseUrl(url: string, rendered: Rendered): Promise<void> {
  const body = { response_type: 'ephemeral', replace_original: false, ...contentOf(rendered) };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    // Bolt's own respond() waits for ever.
    signal: AbortSignal.timeout(5000),
    redirect: 'error',
  });
  if (!answer.ok) throw new ResponseUrlError(answer.status);
}

/** Slack is busy or away: the ways are gone through again after so long. */
const againAfterMs = [1000, 3000, 6000];
const longestWaitMs = 10_000;

/** How long to wait until a way may work that did not; undefined when it never will. */
function waitAfter(error: unknown, pauseMs: number): number | undefined {
  const failure = slackFailure(error);
  if (failure?.kind === 'throttled') return Math.min(longestWaitMs, Math.max(pauseMs, failure.waitMs));
  if (failure?.kind === 'unclear') return pauseMs;
  if (failure) return undefined;
  // What is left is the response_url: refused for good (used up, expired), or not reached.
  const refused = error instanceof ResponseUrlError && error.status < 500 && error.status !== 429;
  return refused ? undefined : pauseMs;
}

/**
 * Tells one person something only they see. Tries the payload's response_url, then an ephemeral message in the channel,
 * then a direct message, and these once more while Slack is busy: somebody who asked is answered, rather twice than never.
 * Never throws.
 */
export async function answerPrivately(context: SlackContext, reach: Reach, message: Message): Promise<void> {
  const { client, log } = context;
  const { userId, responseUrl, channel } = reach;
  const rendered = fitAnswer(message, log, { userId });
  let ways: readonly (() => Promise<unknown>)[] = [
    ...(responseUrl ? [() => byResponseUrl(responseUrl, rendered)] : []),
    ...(channel ? [() => client.chat.postEphemeral({ channel, user: userId, ...contentOf(rendered) })] : []),
    () => client.chat.postMessage({ channel: userId, ...contentOf(rendered) }),
  ];
  for (const pauseMs of [...againAfterMs, 0]) {
    const left: (typeof ways)[number][] = [];
    let waitMs = pauseMs;
    for (const way of ways) {
      try {
        await way();
        return;
      } catch (error) {
        log.warn({ err: error, userId }, 'private answer failed, trying another way');
        const wait = waitAfter(error, pauseMs);
        if (wait === undefined) continue;
        left.push(way);
        waitMs = Math.max(waitMs, wait);
      }
    }
    if (left.length === 0 || pauseMs === 0) break;
    ways = left;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  log.error({ userId }, 'person could not be answered at all');
}
