import type { Fault } from '../../../sandbox/contract.ts';
import type { FaultRule } from '../../../sandbox/slack/fault-list.ts';
import type { Trouble } from './story.ts';

/** What Slack does to a call instead of answering it. */
export const refusals = {
  '429 with Retry-After': { kind: 'throttle', retryAfterSeconds: 1 },
  '"ratelimited" in the body': { kind: 'error', code: 'ratelimited' },
  'HTTP 500': { kind: 'status', status: 500 },
  'HTTP 502': { kind: 'status', status: 502 },
  'HTTP 503': { kind: 'status', status: 503 },
  '"internal_error" in the body': { kind: 'error', code: 'internal_error' },
  'taken, and the answer lost': { kind: 'lost-answer' },
} as const;
export type Refusal = keyof typeof refusals;

/** Methods the story calls, some of them only in trouble. The test demands that it calls no others. */
export const methods = [
  'chat.postMessage',
  'chat.update',
  'auth.test',
  'apps.connections.open',
  'conversations.history',
  'conversations.open',
  'conversations.replies',
  'response_url',
  'chat.postEphemeral',
  'usergroups.list',
  'usergroups.users.list',
  'users.info',
  'views.open',
  'views.publish',
] as const;

/**
 * The first so many attempts of every different call are hit: no call of the story goes through at once, and each does in
 * the end.
 */
export function eachCall(refusal: Refusal, times: number, only?: string): FaultRule {
  const hits = new Map<string, number>();
  return (call, args) => {
    if (only !== undefined && call !== only) return undefined;
    // Where it went counts, not what it said: the card of an attempt later may say more.
    const { channel, thread_ts, ts, metadata, user, usergroup, text } = args as Record<string, unknown>;
    const what = JSON.stringify([
      call,
      channel,
      thread_ts,
      ts,
      metadata ?? (call === 'response_url' && text),
      user,
      usergroup,
    ]);
    const seen = hits.get(what) ?? 0;
    hits.set(what, seen + 1);
    return seen < times ? ({ call, times: 1, ...refusals[refusal] } as Fault) : undefined;
  };
}

/** What makes the story call a method that it does not call where all goes well. */
function leadsTo(only: string | undefined): FaultRule | undefined {
  // Direct messages are looked through for a post that is not in its channel.
  if (only === 'conversations.open') return eachCall('429 with Retry-After', 1, 'chat.postMessage');
  // Histories are read when it is not clear what became of a post.
  if (only?.startsWith('conversations.')) return eachCall('taken, and the answer lost', 1, 'chat.postMessage');
  return only === 'chat.postEphemeral' ? eachCall('HTTP 503', 99, 'response_url') : undefined;
}

/** Calls that were hit, for whoever wants to be sure that something was done. */
export interface Hits {
  count: number;
}

/** @param only a method; every one when left out */
export const outgoing = (refusal: Refusal, times: number, hits: Hits, only?: string): Trouble => ({
  name: `${only ?? 'every call'}: ${refusal}${times > 1 ? `, ${times} times` : ''}`,
  async at(moment, { lane }) {
    if (moment !== 'begin') return;
    const rule = eachCall(refusal, times, only);
    const leading = leadsTo(only);
    lane.sandbox.slack.faults.by((call, args) => {
      const fault = rule(call, args);
      if (fault) hits.count += 1;
      return fault ?? leading?.(call, args);
    });
    // Who the bot is is asked once by a process, an address for a socket once by a socket.
    if (only === undefined || only === 'apps.connections.open') lane.sandbox.slack.dropSockets();
    if (only === 'auth.test') await lane.clear();
  },
});
