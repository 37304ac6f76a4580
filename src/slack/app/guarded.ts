import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Log } from '../log.ts';
import type { InFlight } from '../transport/in-flight.ts';

const warnAfterMs = 2500;

/** What kind of payload it is, for a log line: nothing a person wrote. */
function kindOf(body: ReceiverEvent['body']): string {
  const { type, command } = body as { type?: unknown; command?: unknown };
  return String(type ?? command ?? 'unknown');
}

/**
 * Stands between a receiver and Bolt: says when an ack comes late or never (Bolt says nothing of a command that nobody
 * handles), and knows what is still going on when the app stops.
 */
export function guarded(receiver: Receiver, inFlight: InFlight, log: Log): Receiver {
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
      await inFlight.track(app.processEvent({ ...event, ack }));
    },
  });
  return {
    // Receivers use nothing of the app but `processEvent`.
    init: (app) => receiver.init(guard(app) as unknown as App),
    start: (...all) => receiver.start(...all),
    stop: (...all) => receiver.stop(...all),
  };
}
