import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectionOptions, Queue, type QueueOptions } from 'bullmq';
import { z } from 'zod';
import type { Place } from '../core/aws.ts';

export const RunNudge = z.object({ runId: z.string() });
export const PlaceNudge = z.object({ account: z.string(), region: z.string() });

export const queueNames = { advance: 'advance', poll: 'poll' } as const;

/** BullMQ puts the colon itself. */
export const queuePrefix = (prefix: string): string => prefix.replace(/:$/, '');

/**
 * One waiting nudge per id, and one more while it is being worked on: nothing that came meanwhile is missed. No attempts
 * and no delay: a delayed nudge would swallow the ones that come after it. What fails comes back through the due list.
 */
const once = (id: string) => ({
  deduplication: { id, keepLastIfActive: true },
  removeOnComplete: true,
  removeOnFail: true,
});

/** Plain options with a retry that stops; a client that was made elsewhere is closed elsewhere. */
function endingWith(closed: () => boolean, connection: ConnectionOptions): ConnectionOptions {
  if ('status' in connection || !('retryStrategy' in connection)) return connection;
  const { retryStrategy } = connection;
  return { ...connection, retryStrategy: (times: number) => (closed() ? null : retryStrategy?.(times)) };
}

export interface Nudges {
  advance(runId: string): Promise<void>;
  poll(place: Place): Promise<void>;
  close(): Promise<void>;
}

/** @param failFast for the command path: an error instead of waiting for Redis */
export function makeNudges(
  connection: ConnectionOptions,
  prefix: string,
  onError: (error: Error) => void,
  failFast = false,
): Nudges {
  let closed = false;
  const options: QueueOptions = {
    // A queue that never reached Redis cannot be closed; without an end to its tries it would hold the process for ever.
    connection: endingWith(() => closed, connection),
    prefix: queuePrefix(prefix),
    // Only together: without the second, the first leaves a queue that met a dead Redis broken for ever.
    ...(failFast ? { skipWaitingForReady: true, skipVersionCheck: true } : {}),
  };
  const queues = { advance: new Queue(queueNames.advance, options), poll: new Queue(queueNames.poll, options) };
  for (const queue of Object.values(queues)) queue.on('error', onError);
  return {
    advance: async (runId) => {
      await queues.advance.add('advance', RunNudge.parse({ runId }), once(runId));
    },
    poll: async ({ account, region }) => {
      await queues.poll.add('poll', PlaceNudge.parse({ account, region }), once(`${account}-${region}`));
    },
    close: async () => {
      closed = true;
      const closing = Promise.allSettled(Object.values(queues).map((queue) => queue.close()));
      await Promise.race([closing, delay(1000, undefined, { ref: false })]);
    },
  };
}
