import type { SocketModeClient } from '@slack/socket-mode';
import { boltLogger } from '../bolt-logger.ts';
import type { Log } from '../log.ts';
import { PlainClient } from './plain-client.ts';
import { isFatal, startError } from './start-error.ts';

/** One envelope as it came over a socket. */
export interface Envelope {
  readonly body: Record<string, unknown>;
  readonly ack: (response?: Record<string, unknown>) => Promise<void>;
  readonly retryNum: number | undefined;
  readonly retryReason: string | undefined;
}

export interface SocketSessionOptions {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly log: Log;
  readonly onEnvelope: (envelope: Envelope) => void;
}

/** One connection that is kept open: connects again, for ever, with growing pauses. */
export interface SocketSession {
  /** Resolves when connected for the first time. @throws Error, one sentence, when the app token cannot work */
  start(): Promise<void>;
  stop(): Promise<void>;
  connected(): boolean;
}

const helloTimeoutMs = 15_000;
const longestPauseMs = 10_000;

interface SlackEvent {
  readonly ack: Envelope['ack'];
  readonly body: Record<string, unknown>;
  readonly retry_num?: number;
  readonly retry_reason?: string;
}

/**
 * The library's own reconnecting waits five seconds before it begins, and a failure in it kills the process or stays
 * disconnected for ever (node-slack-sdk#2656). So each connection is a client that connects once, and this loop makes
 * the next one at once.
 */
export function makeSocketSession({ appToken, apiUrl, log, onEnvelope }: SocketSessionOptions): SocketSession {
  let client: SocketModeClient | undefined;
  let isOpen = false;
  let stopping = false;
  let wake: (() => void) | undefined;
  let loop: Promise<void> | undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** Connects; `ended` resolves when this connection is gone. In an object, because `await` would wait for it too. */
  async function connect(): Promise<{ readonly ended: Promise<void> }> {
    const next = new PlainClient({
      appToken,
      autoReconnectEnabled: false,
      clientPingTimeout: 5000,
      clientOptions: {
        slackApiUrl: apiUrl,
        timeout: 10_000,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
      logger: boltLogger(log, 'warn'),
    });
    client = next;
    next.on('slack_event', ({ ack, body, retry_num, retry_reason }: SlackEvent) =>
      onEnvelope({ ack, body, retryNum: retry_num, retryReason: retry_reason }),
    );
    const ended = new Promise<void>((resolve) => {
      next.on('disconnected', () => {
        isOpen = false;
        resolve();
      });
    });
    // A server that never says hello would hold the start for ever.
    const silence = setTimeout(() => void next.disconnect(), helloTimeoutMs);
    try {
      await next.start();
    } catch (error) {
      throw error ?? new Error('the connection was closed before Slack said hello');
    } finally {
      clearTimeout(silence);
    }
    isOpen = true;
    return { ended };
  }

  async function keepOpen(first: Promise<void>): Promise<void> {
    let ended = first;
    let failures = 0;
    for (;;) {
      await ended;
      while (!stopping) {
        try {
          ({ ended } = await connect());
          failures = 0;
          break;
        } catch (error) {
          failures += 1;
          const ms = Math.min(longestPauseMs, 250 * 2 ** failures) * (0.5 + Math.random() / 2);
          const level = isFatal(error) ? 'error' : 'warn';
          log[level]({ err: error, failures, waitMs: Math.round(ms) }, 'slack socket cannot connect, trying again');
          await pause(ms);
        }
      }
      if (stopping) return;
    }
  }

  return {
    async start() {
      try {
        const { ended } = await connect();
        loop = keepOpen(ended);
      } catch (error) {
        throw startError(error, 'SLACK_APP_TOKEN');
      }
    },
    async stop() {
      stopping = true;
      wake?.();
      if (isOpen) await client?.disconnect();
      await loop;
    },
    connected: () => isOpen,
  };
}
