import type { WebClient } from '@slack/web-api';
import type { Budget } from '../../core/store.ts';
import type { Log } from '../log.ts';
import { contentOf } from '../rendering/content-of.ts';
import type { Rendered } from '../rendering/render-message.ts';
import { slackFailure } from '../slack-failure.ts';
import { findPosted, type Place } from './find-posted.ts';
import { isAppRefused, isMessageGone, isPlaceGone, isTooMuch, wordsOf } from './refusals.ts';

/** Where a message may go, best place first. */
export interface Target {
  /** A channel id, or a person's id. */
  readonly channel: string;
  readonly threadTs?: string;
}

export interface Posting {
  readonly targets: readonly Target[];
  /** Ever shorter versions; Slack gets the first it takes. */
  readonly versions: readonly (() => Rendered | Promise<Rendered>)[];
  readonly eventType: 'assay_card' | 'assay_notice';
  /** Opaque: every app in the workspace can read metadata. */
  readonly key: string;
  /** An earlier attempt may have posted it. */
  readonly look: boolean;
  /** `ts` of a message that is known and can no longer be used. */
  readonly except?: string | undefined;
  readonly since: number;
}

export type PostOutcome =
  | { readonly kind: 'posted'; readonly place: Place; readonly version: number; readonly problem?: string }
  /** It was there already: what it shows is not known. */
  | { readonly kind: 'found'; readonly place: Place }
  | { readonly kind: 'later'; readonly waitMs: number; readonly why: string; readonly waited?: 'waited' }
  | { readonly kind: 'refused'; readonly why: string };

export interface PostTools {
  readonly client: WebClient;
  readonly budget: Budget;
  readonly botUserId: () => Promise<string>;
  readonly log: Log;
}

/** Slack's own limit, per channel; shared by all processes. */
const postRate = { burst: 1, perSecond: 1 };
const longestTurnMs = 10_000;

/** After an unclear answer, Slack needs a moment until its history shows what it did. */
const lookAfterMs = 1500;

/** Any failure that leaves the message for later. Throws what is a bug. */
export function laterOf(error: unknown): Extract<PostOutcome, { kind: 'later' }> {
  const failure = slackFailure(error);
  if (failure?.kind === 'throttled')
    return { kind: 'later', waitMs: failure.waitMs, why: 'Slack asks for fewer calls' };
  if (failure?.kind === 'unclear') return { kind: 'later', waitMs: lookAfterMs, why: `unclear answer: ${failure.why}` };
  throw error;
}

/** Waits its turn here for a few seconds: an item put back would be looked for in the history before it is posted. */
async function waitTurn(budget: Budget, channel: string): Promise<number> {
  for (let waited = 0; ; ) {
    const waitMs = await budget.take(`slack:post:${channel}`, postRate);
    if (waitMs === 0 || waited + waitMs > longestTurnMs) return waitMs;
    waited += waitMs;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/** `gone`: Slack's code. */
type Attempt = PostOutcome | 'too-much' | { readonly kind: 'place-gone'; readonly code: string };

async function attempt(tools: PostTools, posting: Posting, target: Target, version: number): Promise<Attempt> {
  const rendered = await posting.versions[version]?.();
  if (!rendered) return { kind: 'refused', why: 'Slack took no version of the message' };
  const { channel, threadTs } = target;
  const waitMs = await waitTurn(tools.budget, channel);
  if (waitMs > 0) return { kind: 'later', waitMs, why: 'one message a second per channel', waited: 'waited' };
  try {
    const answer = await tools.client.chat.postMessage({
      channel,
      ...contentOf(rendered),
      ...(threadTs ? { thread_ts: threadTs } : {}),
      metadata: { event_type: posting.eventType, event_payload: { key: posting.key } },
    });
    return { kind: 'posted', place: { channel: answer.channel ?? channel, ts: answer.ts ?? '' }, version };
  } catch (error) {
    const failure = slackFailure(error);
    if (failure?.kind !== 'refused') return laterOf(error);
    if (isPlaceGone(failure.code) || (threadTs && isMessageGone(failure.code)))
      return { kind: 'place-gone', code: failure.code };
    if (isTooMuch(failure.code)) {
      tools.log.warn({ code: failure.code, details: failure.details, version }, 'slack refused a message, shortening');
      return 'too-much';
    }
    if (isAppRefused(failure.code))
      return { kind: 'later', waitMs: 30_000, why: `Slack refuses the app: ${failure.code}` };
    return { kind: 'refused', why: wordsOf(failure.code) };
  }
}

/** Looks in every place it may have gone to. */
async function lookFor(tools: PostTools, posting: Posting): Promise<Place | undefined> {
  const botUserId = await tools.botUserId();
  for (const target of posting.targets) {
    const { eventType, key, since, except } = posting;
    const found = await findPosted(tools.client, { ...target, eventType, key, since, except, botUserId });
    if (found === 'unknown')
      tools.log.warn({ channel: target.channel }, 'history cannot be read, a message may double');
    else if (found) return found;
  }
  return undefined;
}

/** Posts a message once: looks first where an earlier attempt may have done it, goes elsewhere where a place is gone. */
export async function postOnce(tools: PostTools, posting: Posting): Promise<PostOutcome> {
  if (posting.look) {
    try {
      const place = await lookFor(tools, posting);
      if (place) return { kind: 'found', place };
    } catch (error) {
      return laterOf(error);
    }
  }
  const gone: string[] = [];
  for (const target of posting.targets) {
    for (let version = 0; version <= posting.versions.length; version += 1) {
      const outcome = await attempt(tools, posting, target, version);
      if (outcome === 'too-much') continue;
      if (outcome.kind === 'place-gone') {
        gone.push(`${target.threadTs ? `thread in ${target.channel}` : target.channel}: ${wordsOf(outcome.code)}`);
        break;
      }
      if (outcome.kind === 'posted' && gone.length > 0)
        return { ...outcome, problem: `posted in ${outcome.place.channel}, because of ${gone.join(', ')}` };
      return outcome;
    }
  }
  return { kind: 'refused', why: `no place is left. ${gone.join('. ')}` };
}
