import { makeEventQueue } from '../aws/make-event-queue.ts';
import type { ConfigFile } from '../config/schema.ts';
import type { EventSource } from '../engine/parts.ts';
import type { Metrics } from '../http/metrics.ts';

interface Tools {
  readonly log: Parameters<typeof makeEventQueue>[0]['log'];
  readonly metrics: Metrics;
}

/** The queue of events, where the configuration names one. `close` when nobody reads it any more. */
export function eventSource(
  { events, aws }: ConfigFile,
  { log, metrics }: Tools,
): (EventSource & { close(): void }) | undefined {
  if (!events) return undefined;
  const queue = makeEventQueue({
    queueUrl: events.queueUrl,
    hubRoleArn: aws.hubRole,
    log,
    // Counted, and not noted as writes of a run: no step ever asks for them.
    recordCalls: ({ action, account, region, result }) => metrics.awsCall(action, account, region, result),
  });
  return { queue, observe: metrics.event, close: () => queue.close() };
}
