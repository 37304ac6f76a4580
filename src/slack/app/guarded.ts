import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Log } from '../log.ts';
import type { InFlight } from '../transport/in-flight.ts';
import type { Strangeness } from './answer-stranger.ts';
import { kindOf, unreadableAt } from './read-payload.ts';

const warnAfterMs = 2500;

export interface GuardOptions {
  readonly inFlight: InFlight;
  readonly log: Log;
  /** Whether a handler failed over this payload. It stays unacked, and Slack tells the person so, which is true. */
  readonly hasFailed: (body: ReceiverEvent['body']) => boolean;
  /** Answers what Bolt and the handlers cannot. */
  readonly answerStranger: (event: ReceiverEvent, strangeness: Strangeness) => Promise<void>;
}

/**
 * Stands between a receiver and Bolt: lets pass what the handlers can read, answers the rest and what nobody handles (Bolt
 * says nothing of either), says when an ack comes late or never, and knows what is still going on when the app stops.
 */
export function guarded(receiver: Receiver, { inFlight, log, hasFailed, answerStranger }: GuardOptions): Receiver {
  async function pass(app: App, event: ReceiverEvent, kind: string): Promise<void> {
    let isAcked = false;
    const ack: ReceiverEvent['ack'] = (response) => {
      isAcked = true;
      return event.ack(response);
    };
    const at = unreadableAt(event.body);
    let strangeness: Strangeness = at === undefined ? 'unknown' : 'unreadable';
    if (at === undefined) {
      try {
        await app.processEvent({ ...event, ack });
      } catch (error) {
        // Handlers report through Bolt. What comes from here stumbled over the payload itself, or over the ack.
        if (isAcked) throw error;
        log.warn({ kind, err: error }, 'slack payload that cannot be read');
        strangeness = 'unreadable';
      }
      if (isAcked || hasFailed(event.body)) return;
    }
    log.warn({ kind, ...(at === undefined ? {} : { at }) }, 'slack payload that nothing here answers to');
    await answerStranger({ ...event, ack }, strangeness);
  }

  const guard = (app: App) => ({
    processEvent: async (event: ReceiverEvent): Promise<void> => {
      const began = Date.now();
      const kind = kindOf(event.body);
      const timer = setTimeout(
        () => log.warn({ kind, afterMs: warnAfterMs }, 'slack payload not acked yet'),
        warnAfterMs,
      );
      const ack: ReceiverEvent['ack'] = async (response) => {
        clearTimeout(timer);
        const tookMs = Date.now() - began;
        if (tookMs > warnAfterMs) log.warn({ kind, tookMs }, 'slack payload acked late');
        return event.ack(response);
      };
      await inFlight.track(pass(app, { ...event, ack }, kind));
    },
  });
  return {
    // Receivers use nothing of the app but `processEvent`.
    init: (app) => receiver.init(guard(app) as unknown as App),
    start: (...all) => receiver.start(...all),
    stop: (...all) => receiver.stop(...all),
  };
}
