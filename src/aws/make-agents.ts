import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AwsLog } from './aws-options.ts';
import { type Patience, patience } from './patience.ts';

const connectMs = 2000;
const sockets = { keepAlive: true, maxSockets: 50, maxTotalSockets: 200 };

/**
 * What every client of one patience shares: kept-alive connections, bounded in number. Commands have their own, so that
 * a hundred waiting jobs never stand between a person and the answer.
 */
export function makeHandler({ attemptMs }: Pick<Patience, 'attemptMs'>, log: AwsLog) {
  const tell = (message: unknown): void => log.warn({ message: String(message) }, 'AWS connections');
  const silent = (): void => {};
  return {
    connectionTimeout: Math.min(connectMs, attemptMs),
    requestTimeout: attemptMs,
    // Without this the SDK only warns and waits on.
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(sockets),
    httpsAgent: new HttpsAgent(sockets),
    logger: { trace: silent, debug: silent, info: silent, warn: tell, error: tell },
  };
}

export interface Agents {
  readonly command: ReturnType<typeof makeHandler>;
  readonly job: ReturnType<typeof makeHandler>;
  /** Cuts idle and busy connections. */
  close(): void;
}

/** Request handler options for both kinds of callers. */
export function makeAgents(log: AwsLog): Agents {
  const command = makeHandler(patience.command, log);
  const job = makeHandler(patience.job, log);
  return {
    command,
    job,
    close() {
      for (const { httpAgent, httpsAgent } of [command, job]) {
        httpAgent.destroy();
        httpsAgent.destroy();
      }
    },
  };
}
