import type { App, Receiver } from '@slack/bolt';
import type { Log } from '../log.ts';
import { type Envelope, makeSocketSession } from './socket-session.ts';

/** A receiver that knows whether Slack can reach us. */
export interface ConnectedReceiver extends Receiver {
  connected(): boolean;
}

export interface SocketReceiverOptions {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly log: Log;
  /** Two at least: Slack closes every connection now and then, and what it sends into the gap is lost. */
  readonly connections?: number;
}

/** Bolt acks with nothing, a text or an object; a socket carries objects only. */
const payloadOf = (response: unknown): Record<string, unknown> =>
  typeof response === 'string' ? { text: response } : ((response ?? {}) as Record<string, unknown>);

/** Socket Mode for Bolt over several connections at once; each payload arrives on exactly one of them. */
export function makeSocketReceiver({ connections = 2, log, ...rest }: SocketReceiverOptions): ConnectedReceiver {
  let app: App | undefined;

  async function process({ body, ack, retryNum, retryReason }: Envelope): Promise<void> {
    let acked = false;
    try {
      await app?.processEvent({
        body,
        ...(retryNum === undefined ? {} : { retryNum }),
        ...(retryReason === undefined ? {} : { retryReason }),
        ack: async (response: unknown) => {
          if (acked) return;
          acked = true;
          await ack(payloadOf(response));
        },
      });
    } catch (error) {
      // Nothing is acked here: Slack tells the person that it failed, which is true.
      log.error({ err: error }, 'slack payload could not be handled');
    }
  }

  const sessions = Array.from({ length: Math.max(1, connections) }, () =>
    makeSocketSession({ ...rest, log, onEnvelope: (envelope) => void process(envelope) }),
  );

  return {
    init(theApp) {
      app = theApp;
    },
    async start() {
      // One after the other: apps.connections.open allows few calls a minute, and a bad token needs to be told once.
      for (const session of sessions) await session.start();
    },
    async stop() {
      await Promise.all(sessions.map((session) => session.stop()));
    },
    connected: () => sessions.some((session) => session.connected()),
  };
}
